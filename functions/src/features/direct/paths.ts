import { path } from "../../platform/firestore/path.js";

export const directMessageDocument = path("conversations/{conversationId}/directMessages/{messageId}");
export const conversationDocument = path("users/{uid}/conversations/{otherUid}");
