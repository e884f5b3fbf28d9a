import { existsSync, readFileSync } from "node:fs";
import { type Block, blocksIn, root, textOf } from "../pages.js";

/** One section of docs/recipes.md, and what the sources look like after it. */
export interface Recipe {
  readonly title: string;
  /** Changed and new files, by their paths in the repository. */
  readonly files: ReadonlyMap<string, string>;
}

/** @throws Error if a recipe makes a file that is there, or changes lines that are not. */
export function recipesOf(page: string): Recipe[] {
  const [, ...sections] = textOf(page).split(/^## /m);
  return sections.map((section) => {
    const [title = ""] = section.split("\n");
    const files = new Map<string, string>();
    for (const block of blocksIn(section)) {
      const file = /\bfile=(\S+)/.exec(block.info)?.[1];
      if (file !== undefined) files.set(file, applied(file, block, files));
    }
    return { title, files };
  });
}

function applied(file: string, { info, text }: Block, files: ReadonlyMap<string, string>): string {
  if (!info.startsWith("diff")) return text;
  const before =
    files.get(file) ?? (existsSync(`${root}/${file}`) ? readFileSync(`${root}/${file}`, "utf8") : "");
  return text
    .trimEnd()
    .split(/\n\s*\n/)
    .reduce((current, hunk) => changed(file, current, hunk.split("\n")), before);
}

/**
 * Lines that begin with a space or a minus have to be there; those with a space or a plus are there afterwards. New lines
 * alone go to the end of the file.
 */
function changed(file: string, text: string, hunk: readonly string[]): string {
  const lines = text.split("\n");
  const isNew = (line: string): boolean => line.startsWith("+");
  // Who has followed the recipe has these lines already.
  if (hunk.filter(isNew).every((line) => lines.includes(line.slice(1)))) return text;
  const without = (sign: string): string =>
    hunk
      .filter((line) => !line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const [old, changed] = [without("+"), without("-")];
  if (old === "") return text + changed;
  if (!`\n${text}`.includes(`\n${old}`)) throw new Error(`${file} has no lines\n${old}`);
  return `\n${text}`.replace(`\n${old}`, () => `\n${changed}`).slice(1);
}
