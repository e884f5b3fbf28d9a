/** What turns the direction of all that follows: a name in a sentence must not. */
const turns = /[\u202A-\u202E\u2066-\u2069]/g;
/** More marks on one letter than any language has: they would stand over the lines around it. */
const marks = /(\p{M}{4})\p{M}+/gu;

/** A name, or a short text of users, as it can stand in a line with others. */
export const readable = (text: string): string => text.replace(turns, "").replace(marks, "$1");
