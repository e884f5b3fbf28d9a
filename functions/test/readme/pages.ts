import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** README and the pages of `docs/`, by their paths in the repository. */
export const pages = [
  "README.md",
  ...readdirSync(`${root}/docs`).flatMap((name) => (name.endsWith(".md") ? `docs/${name}` : [])),
];

export const textOf = (page: string): string => readFileSync(`${root}/${page}`, "utf8");

/** The text as it is read: where lines break makes no difference. */
export const proseOf = (page: string): string => textOf(page).replace(/\s+/g, " ");

/** The rows of the page's table whose first column has this title: each cell's text. @throws Error if there is none. */
export function rowsOf(page: string, firstColumn: string): string[][] {
  const lines = textOf(page).split("\n");
  const header = lines.findIndex((line) => cellsOf(line)[0] === firstColumn);
  if (header === -1) throw new Error(`${page} has no table of ${firstColumn}.`);
  const end = lines.findIndex((line, index) => index > header && !line.startsWith("|"));
  return lines.slice(header + 2, end === -1 ? undefined : end).map(cellsOf);
}

export interface Block {
  /** What stands behind the three backticks. */
  readonly info: string;
  readonly text: string;
}

/** The fenced blocks of a page, in their order. */
export const blocksOf = (page: string): Block[] => blocksIn(textOf(page));

export const blocksIn = (text: string): Block[] =>
  [...text.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, info = "", text = ""]) => ({ info, text }));

/** What stands between backticks. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
