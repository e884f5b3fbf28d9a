import { path } from "../../platform/firestore/path.js";

export const toolDocument = path("tools/{toolId}");
export const deploymentDocument = path("spaces/{spaceId}/tools/{toolId}");
export const stateDocument = path("tools/{toolId}/state/current");
/** A part of the count of the tool's uses. */
export const usesDocument = path("tools/{toolId}/uses/{shard}");
