import { path } from "../../platform/firestore/path.js";

export const setupDocument = path("spaces/{spaceId}/setups/{setupId}");
/** What a step has done, as long as the space is there: it is done once, and can be undone. */
export const setupEffectDocument = path("spaces/{spaceId}/setupEffects/{effectId}");
