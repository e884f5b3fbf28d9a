import type { TokenPort } from "./tokenPort.js";

/** What is used of `firebase/messaging`: handed in, so that apps without push load none of it. */
export interface FirebaseMessaging<Messaging> {
  readonly messaging: Messaging;
  readonly getToken: (
    messaging: Messaging,
    options: { vapidKey: string; serviceWorkerRegistration: ServiceWorkerRegistration },
  ) => Promise<string>;
  readonly deleteToken: (messaging: Messaging) => Promise<boolean>;
  /** The public key of the project's web push certificates, from the Firebase console. */
  readonly vapidKey: string;
}

/**
 * `firebaseTokens({ messaging: getMessaging(app), getToken, deleteToken, vapidKey })`. The service worker is the app's own: without
 * it Firebase looks for a file of its name.
 */
export const firebaseTokens = <Messaging>({
  messaging,
  getToken,
  deleteToken,
  vapidKey,
}: FirebaseMessaging<Messaging>): TokenPort => ({
  get: (serviceWorkerRegistration) => getToken(messaging, { vapidKey, serviceWorkerRegistration }),
  remove: () => deleteToken(messaging),
});
