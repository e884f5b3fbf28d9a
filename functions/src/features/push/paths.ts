import { path } from "../../platform/firestore/path.js";

/** What became of the push of a notification; its id is the notification's. */
export const deliveryDocument = path("users/{uid}/deliveries/{id}");
/** A row whose push is held back until the user's quiet hours end. */
export const heldDocument = path("users/{uid}/held/{id}");
export const throttleDocument = path("users/{uid}/private/push");
