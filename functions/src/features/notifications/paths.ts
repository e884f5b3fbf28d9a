import { path } from "../../platform/firestore/path.js";

export const notificationDocument = path("users/{uid}/notifications/{id}");
