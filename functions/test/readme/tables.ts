import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const readme = readFileSync(fileURLToPath(new URL("../../../README.md", import.meta.url)), "utf8");

/** The rows of the table whose first column has this title: each cell's text. @throws Error if there is none. */
export function rowsOf(firstColumn: string): string[][] {
  const lines = readme.split("\n");
  const header = lines.findIndex((line) => cellsOf(line)[0] === firstColumn);
  if (header === -1) throw new Error(`README has no table of ${firstColumn}.`);
  const end = lines.findIndex((line, index) => index > header && !line.startsWith("|"));
  return lines.slice(header + 2, end).map(cellsOf);
}

/** What stands between backticks. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
