import { path } from "../../platform/firestore/path.js";

export const pinDocument = path("pins/{pinId}");
export const viewsShardDocument = path("pins/{pinId}/views/{shard}");
export const viewsDayDocument = path("pins/{pinId}/viewDays/{date}");
