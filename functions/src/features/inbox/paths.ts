import { path } from "../../platform/firestore/path.js";

/** A row of a user's inbox. */
export const notificationDocument = path("users/{uid}/notifications/{id}");
/** What is known of an inbox as a whole. */
export const inboxDocument = path("inboxes/{uid}");
