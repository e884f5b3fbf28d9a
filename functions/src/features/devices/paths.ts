import { path } from "../../platform/firestore/path.js";

/** Its user's own: another user's device of the same id is another device. */
export const deviceDocument = path("users/{uid}/devices/{deviceId}");
/** Whose device a push target belongs to; its id is derived from the target. */
export const targetDocument = path("pushTargets/{targetId}");
