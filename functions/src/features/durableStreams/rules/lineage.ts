import { Problem } from "../../../platform/problems.js";
import type { Head } from "../schema.js";

/** A reader of a fork reads the heads of all that it inherits from, one after the other. */
export const mostAncestors = 64;

/**
 * Whose bytes a fork begins with, the oldest first. Of what is before a position nothing else can be: a fork within inherited bytes
 * has no use for the rest of the lineage. @throws Problem 409 for a fork of a fork of … that is too far from its first bytes
 */
export function lineageOf(
  key: string,
  { id, lineage }: Pick<Head, "id" | "lineage">,
  until: number,
): Head["lineage"] {
  const inherited = lineage.flatMap((part, index) => {
    const before = lineage[index - 1]?.until ?? 0;
    return before < until ? { ...part, until: Math.min(part.until, until) } : [];
  });
  const own = lineage.at(-1)?.until ?? 0;
  const all = until > own ? [...inherited, { key, id, until }] : inherited;
  if (all.length <= mostAncestors) return all;
  throw new Problem("conflict", {
    detail: `A fork has the bytes of ${mostAncestors} other streams at most.`,
  });
}
