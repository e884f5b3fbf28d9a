import { isLocal } from "../app/environment.js";

/** Without the key of the project's web push certificates no pushes come to browsers. */
export const hasPushes =
  (isLocal || import.meta.env.VITE_VAPID_KEY !== undefined) && "serviceWorker" in navigator;
