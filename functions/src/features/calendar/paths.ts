/** Document templates of the triggers. Apart from the store, so that declaring a function loads no database client. */
export const calendarEventDocument = "spaces/{spaceId}/calendar/{eventId}";
export const rsvpDocument = "spaces/{spaceId}/calendar/{eventId}/rsvps/{uid}";
