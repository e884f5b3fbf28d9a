/** Document template of the trigger. Apart from the store, so that declaring the function loads no database client. */
export const messageDocument = "spaces/{spaceId}/messages/{messageId}";
