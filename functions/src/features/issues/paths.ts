import { path } from "../../platform/firestore/path.js";

export const campusDocument = path("campuses/{campusId}");
export const buildingDocument = path("buildings/{buildingId}");
export const issueDocument = path("issues/{issueId}");
/** What an organization's issues add up to. */
export const statisticsDocument = path("issueStatistics/{organizationId}");
/** What the open issues of a campus add up to on the map. */
export const heatDocument = path("issueHeat/{campusId}");
/** Up to when an organization's figures were announced. */
export const announcedDocument = path("issueAnnouncements/{figure}");
