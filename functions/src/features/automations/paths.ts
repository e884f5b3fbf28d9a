import { path } from "../../platform/firestore/path.js";

/** A rule of a space. */
export const automationDocument = path("spaces/{spaceId}/automations/{automationId}");
export const firingDocument = path("spaces/{spaceId}/automations/{automationId}/firings/{id}");
/** What all rules of a space wait for, in one document: one read tells whether any of them is to fire. */
export const awaitedDocument = path("spaces/{spaceId}/automationIndex/awaited");
