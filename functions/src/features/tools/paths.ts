/** Document templates of the triggers. Apart from the store, so that declaring a function loads no database client. */
export const toolDocument = "tools/{toolId}";
export const deploymentDocument = "spaces/{spaceId}/tools/{toolId}";
