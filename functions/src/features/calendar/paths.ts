import { path } from "../../platform/firestore/path.js";

/** Not `events`: a collection of that name is a channel's log. */
export const calendarEventDocument = path("spaces/{spaceId}/calendar/{eventId}");
export const rsvpDocument = path("spaces/{spaceId}/calendar/{eventId}/rsvps/{uid}");
/** An external feed of the calendar. */
export const calendarFeedDocument = path("spaces/{spaceId}/calendars/{calendarId}");
/** Which feeds a space has: those that are added at the same moment meet at this document. */
export const feedListDocument = path("spaces/{spaceId}/feedLists/calendar");
