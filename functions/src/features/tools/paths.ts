import { path } from "../../platform/firestore/path.js";

export const toolDocument = path("tools/{toolId}");
export const deploymentDocument = path("spaces/{spaceId}/tools/{toolId}");
export const stateDocument = path("tools/{toolId}/state/current");
/** A part of the count of the tool's uses. */
export const usesDocument = path("tools/{toolId}/uses/{shard}");
/** What a tool does at a time, or again and again. */
export const scheduleDocument = path("schedules/{scheduleId}");
/** One of the last firings of a schedule. */
export const scheduleRunDocument = path("schedules/{scheduleId}/scheduleRuns/{place}");
/** The schedules that a tool has. */
export const scheduleListDocument = path("scheduleLists/{toolId}");
