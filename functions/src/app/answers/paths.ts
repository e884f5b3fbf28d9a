import { path } from "../../platform/firestore/path.js";

export const answerDocument = path("users/{uid}/answers/{id}");
