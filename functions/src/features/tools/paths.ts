import { path } from "../../platform/firestore/path.js";

export const toolDocument = path("tools/{toolId}");
export const deploymentDocument = path("spaces/{spaceId}/tools/{toolId}");
