/** Document templates of the triggers. Apart from the store, so that declaring a function loads no database client. */
export const profileDocument = "users/{uid}";
export const achievementDocument = "users/{uid}/achievements/{key}";
export const announcementDocument = "announcements/{announcementId}";
