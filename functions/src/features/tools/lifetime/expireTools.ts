import { channelOf } from "@firecast/contract/core/channel";
import type { JobCounts } from "@firecast/contract/jobs";
import { type Tool, toolChannel } from "@firecast/contract/tools";
import { z } from "zod";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { derivedId } from "../../../platform/ids.js";
import { duePages } from "../../../platform/jobs/duePages.js";
import type { Work } from "../../../platform/jobs/work.js";
import { clip } from "../../../platform/notices/clip.js";
import { withUses } from "./changeTool.js";
import { archived, stepOfExpiry, warningOf } from "../decide.js";
import type { ToolsDeps } from "../deps.js";

/** Each item is a commit or two of its own: pages are about as long as a run may be repeated for. */
const pages = duePages(z.tuple([z.string(), z.string()]), 25);

/** Work of `tool-lifecycle`: owners are warned before their tools' time is over, and then the tools go into the archive. */
export const expireTools = (deps: ToolsDeps): Work => ({
  job: "tool-lifecycle",
  name: "expiry",
  page: async ({ slot }, after) => {
    const { rows, next } = await pages(
      after,
      (from, limit) => deps.store.expiring(toTimestamp(slot), from, limit),
      (place) => place,
    );
    const [first] = rows;
    return { items: rows.map(([, id]) => ({ id })), dueSince: first && Date.parse(first[0]), next };
  },
  act: ({ id }, { slot }) =>
    retryOnConflict(undefined, async () => {
      const seen = await deps.store.tool(id);
      // It would be due for ever.
      if (!seen) throw new Error("a tool that cannot be read has an end");
      return takeStep(deps, seen, slot);
    }),
  ownersOf: async ({ id }) => {
    const seen = await deps.store.tool(id);
    return seen ? [seen.value.ownerId] : [];
  },
  describe: async ({ id }) => {
    const seen = await deps.store.tool(id);
    return seen ? `The end of your tool "${seen.value.name}"` : "The end of a tool";
  },
});

/** Rests on the version of the tool: who prolongs it at the same moment is not overrun. */
async function takeStep(deps: ToolsDeps, seen: Versioned<Tool>, slot: number): Promise<JobCounts> {
  const { store } = deps;
  const tool = seen.value;
  const step = stepOfExpiry(tool, slot);
  if (step === "archive") {
    await archive(deps, seen, slot);
    return { archived: 1 };
  }
  if (step === "warn") await warn(deps, tool);
  const next = step === "warn" ? tool.expiresAt : warningOf(tool);
  await store.commit((batch) => store.putOffExpiry(batch, seen, next));
  return step === "warn" ? { warned: 1 } : {};
}

async function archive(deps: ToolsDeps, seen: Versioned<Tool>, slot: number): Promise<void> {
  const { store, publisher } = deps;
  const next = archived(seen.value, toTimestamp(slot));
  if (!next) return;
  await publisher.append({
    channel: channelOf(toolChannel, { toolId: next.id }),
    events: [{ type: "tool:archived", data: await withUses(deps, next) }],
    writes: (batch) => store.updateTool(batch, seen, next),
  });
  deps.seen.forget(next.id);
}

/** The same time is warned of once. */
const warn = ({ accounts }: ToolsDeps, { id, name, ownerId, expiresAt = "" }: Tool): Promise<void> =>
  accounts.alert(ownerId, {
    id: derivedId("expiry", id, expiresAt),
    title: clip(`${name} is about to expire`),
    body: `It goes into the archive on ${expiresAt.slice(0, 10)}. Change its time to keep it.`,
  });
