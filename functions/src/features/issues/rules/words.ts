import type { CreateIssue } from "@firecast/contract/issues/issues";

/** Of a word, in characters: half of one could not be stored. */
const longest = 40;

/** In lower case, without marks, as they stand in the text; each once. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    (
      text
        .normalize("NFKD")
        .replaceAll(/\p{Mark}/gu, "")
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? []
    ).map((word) => (word.length > longest ? [...word].slice(0, longest).join("") : word)),
  ),
];

/** The longest word of several, since fewer issues have it than have the others. */
export const rarestOf = (words: readonly string[]): string | undefined =>
  [...words].sort((a, b) => b.length - a.length)[0];

/** By which an issue is found. */
export const indexOf = ({ title, description }: Pick<CreateIssue, "title" | "description">): string[] =>
  wordsOf(`${title} ${description}`);
