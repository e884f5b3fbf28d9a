/** Document templates of the triggers. Apart from the store, so that declaring a function loads no database client. */
export const memberDocument = "spaces/{spaceId}/members/{uid}";
export const inviteDocument = "spaces/{spaceId}/invites/{inviteId}";
