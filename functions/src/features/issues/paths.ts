import { path } from "../../platform/firestore/path.js";

export const campusDocument = path("campuses/{campusId}");
export const buildingDocument = path("buildings/{buildingId}");
/** A building that is no more, for the issues that were resolved in it. */
export const deletedBuildingDocument = path("deletedBuildings/{buildingId}");
export const issueDocument = path("issues/{issueId}");
/** What an organization's issues add up to. */
export const statisticsDocument = path("issueStatistics/{organizationId}");
/** What the open issues of a campus add up to on the map. */
export const heatDocument = path("issueHeat/{campusId}");
/** Up to when figures were announced on a channel. */
export const announcedDocument = path("issueAnnouncements/{figure}");
/** When an organization's figures were computed anew. */
export const recountDocument = path("issueRecounts/{organizationId}");
