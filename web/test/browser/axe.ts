import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { z } from "zod";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe has against a page as it is: `color-contrast .tag`. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const lines: unknown = await page.evaluate(`axe.run(document, { resultTypes: ["violations"] })
    .then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + " " + target.join(" "))))`);
  return z.array(z.string()).parse(lines);
}
