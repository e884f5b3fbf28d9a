/** Document template of the trigger that pushes. Apart from the stores, so that declaring it loads no database client. */
export const notificationDocument = "users/{uid}/notifications/{id}";
