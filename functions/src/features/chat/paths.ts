import { path } from "../../platform/firestore/path.js";

export const messageDocument = path("spaces/{spaceId}/messages/{messageId}");
export const receiptDocument = path("spaces/{spaceId}/reads/{uid}");
