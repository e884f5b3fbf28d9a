/** Of a message that the server takes, in UTF-16 units. */
export const maxLength = 4000;
/** More is not even taken in: a browser is busy for minutes with a field of megabytes. */
export const mostTaken = 4 * maxLength;
