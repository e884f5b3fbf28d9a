import { path } from "../../platform/firestore/path.js";

export const preferencesDocument = path("users/{uid}/private/notifications");
