import { getApp } from "@firebase/app";
import { deleteToken, getMessaging, getToken } from "@firebase/messaging";
import { firebaseTokens } from "@firecast/push";

/** @throws Error where the build was given no `VITE_VAPID_KEY` */
export function fcmTokens() {
  const vapidKey = import.meta.env.VITE_VAPID_KEY;
  if (vapidKey === undefined) throw new Error("The app was built without VITE_VAPID_KEY.");
  return firebaseTokens({ messaging: getMessaging(getApp()), getToken, deleteToken, vapidKey });
}
