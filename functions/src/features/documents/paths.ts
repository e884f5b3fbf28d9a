import { path } from "../../platform/firestore/path.js";

export const documentDocument = path("documents/{documentId}");
export const changeDocument = path("documents/{documentId}/changes/{version}");
