import { path } from "../../platform/firestore/path.js";

export const activityDocument = path("activity/{id}");
