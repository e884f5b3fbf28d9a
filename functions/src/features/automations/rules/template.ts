import { clip } from "../../../platform/notices/clip.js";
import { type Facts, factOf } from "../../../platform/happenings/happening.js";

const variable = /\{\{\s{0,5}([a-zA-Z.]{1,64})\s{0,5}\}\}/g;

/** The names of the variables in a text, each once: `member.name` of `Hello, {{member.name}}`. */
export const variablesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(variable)].map(([, name = ""]) => name)),
];

/**
 * The text with the facts in place of its variables, cut to `max` UTF-16 units. A value stands there as it is: it is not
 * looked through for variables, and what is not known is empty.
 */
export const rendered = (text: string, facts: Facts, max: number): string =>
  clip(
    text.replace(variable, (_, name: string) => String(factOf(facts, name) ?? "")),
    max,
  );
