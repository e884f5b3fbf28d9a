import { type App, getApps, initializeApp } from "firebase-admin/app";
import type { Auth } from "firebase-admin/auth";
import { type Firestore, getFirestore } from "firebase-admin/firestore";
import type { Messaging } from "firebase-admin/messaging";
import type { Settings } from "./params.js";

export interface Firebase {
  readonly firestore: Firestore;
  /** Loaded at the first use: the relay and the sweep never need it. */
  auth(): Promise<Auth>;
  /** Loaded at the first use. */
  messaging(): Promise<Messaging>;
}

export function connectFirebase(settings: Settings): Firebase {
  const app = existingApp() ?? initializeApp({ projectId: settings.projectId });
  const firestore = getFirestore(app);
  firestore.settings({
    ignoreUndefinedProperties: true,
    // grpc-js waits up to 2 minutes between attempts to reconnect; an outage should end when it ends.
    "grpc.max_reconnect_backoff_ms": 2000,
    "grpc.initial_reconnect_backoff_ms": 200,
  });
  return {
    firestore,
    auth: async () => (await import("firebase-admin/auth")).getAuth(app),
    messaging: async () => {
      const { getMessaging } = await import("firebase-admin/messaging");
      return getMessaging(settings.emulated ? emulatedApp(settings) : app);
    },
  };
}

const existingApp = (): App | undefined => getApps().find(({ name }) => name !== emulatedMessaging);

const emulatedMessaging = "messaging";

/**
 * Messaging has no emulator mode: without a credential it refuses to send, also to the stand-in. Firestore in turn accepts
 * no made-up credential, so this is an app of its own.
 */
function emulatedApp({ projectId }: Settings): App {
  const credential = {
    getAccessToken: () => Promise.resolve({ access_token: "owner", expires_in: 3600 }),
  };
  return (
    getApps().find(({ name }) => name === emulatedMessaging) ??
    initializeApp({ projectId, credential }, emulatedMessaging)
  );
}
