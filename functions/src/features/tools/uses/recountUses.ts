import { z } from "zod";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { duePages } from "../../../platform/jobs/duePages.js";
import type { Work } from "../../../platform/jobs/work.js";
import type { ToolsDeps } from "../deps.js";

const pages = duePages(z.tuple([z.number(), z.string()]), 100);

/**
 * Work of `tool-lifecycle`: writes into the documents of tools how often they were used, where that has changed. What it writes
 * is the sum of the shards (recomputed, never incremented), and only then the shards are done with: a crash or a repeat changes
 * nothing. Milestones are told by what follows the document.
 */
export const recountUses = (deps: Pick<ToolsDeps, "store" | "uses">): Work => ({
  job: "tool-lifecycle",
  name: "uses",
  page: async ({ slot }, after) => {
    const { rows, next } = await pages(
      after,
      (from, limit) => deps.store.changedUses(slot, from, limit),
      (place) => place,
    );
    const tools = new Set(rows.map(([, path]) => toolOf(path)));
    return { items: [...tools].map((id) => ({ id })), dueSince: rows[0]?.[0], next };
  },
  act: async ({ id }) => {
    const settle = await retryOnConflict(undefined, () => recount(deps, id));
    await settle();
    return { recounted: 1 };
  },
});

/** The tool is read before its shards: the sum is never older than what it replaces. */
async function recount(
  { store, uses }: Pick<ToolsDeps, "store" | "uses">,
  toolId: string,
): Promise<() => Promise<void>> {
  const seen = await store.counted(toolId);
  const { total, settle } = await uses.recount(toolId);
  if (seen && seen.value.uses !== total) await store.commit((batch) => store.updateUses(batch, seen, total));
  return settle;
}

/** Of `tools/{toolId}/uses/{shard}`. */
const toolOf = (path: string): string => path.split("/").at(-3) ?? "";
