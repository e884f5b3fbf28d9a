import { path } from "../../platform/firestore/path.js";

export const spaceDocument = path("spaces/{spaceId}");
export const memberDocument = path("spaces/{spaceId}/members/{uid}");
/** A space that is being deleted, until nothing of it is left. */
export const spaceDeletionDocument = path("spaceDeletions/{spaceId}");
/** An invite to an e-mail address; its id is the hash of the address. */
export const inviteDocument = path("spaces/{spaceId}/invites/{inviteId}");
