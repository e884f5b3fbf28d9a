import type { CreateIssue } from "@firecast/contract/issues/issues";

/** Words of an issue that it is found by, at most. */
const most = 200;
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
    ).map((word) => word.slice(0, longest)),
  ),
];

/** The longest word of several, since fewer issues have it than have the others. */
export const rarestOf = (words: readonly string[]): string | undefined =>
  [...words].sort((a, b) => b.length - a.length)[0];

/** By which an issue is found. */
export const indexOf = ({ title, description }: Pick<CreateIssue, "title" | "description">): string[] =>
  wordsOf(`${title} ${description}`).slice(0, most);
