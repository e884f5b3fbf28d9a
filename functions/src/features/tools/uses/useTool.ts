import { channelOf } from "@firecast/contract/core/channel";
import { toolChannel } from "@firecast/contract/tools";
import type { Call } from "../../../platform/call.js";
import { once } from "../../../platform/concurrency/once.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { requireInUse } from "../access/requireVisible.js";
import type { ToolsDeps } from "../deps.js";
import { milestoneOf, milestonesBetween } from "../notices.js";

interface Use extends Call<void> {
  readonly toolId: string;
}

/** Counts a use. A user who sees a tool may use it. Uses that meet are counted together, and answered then. */
export async function useTool(deps: ToolsDeps, { user, toolId, request }: Use): Promise<void> {
  const count = once(() => deps.limits.take(user.uid, channelOf(toolChannel, { toolId })));
  await retryOnConflict(request, async () => {
    requireInUse(await deps.seen.require(user, toolId));
    await count();
    await deps.uses.add(toolId, { writes: (batch) => request?.record(batch, undefined), request });
  });
}

/**
 * Writes down that a tool has reached a milestone, when uses of it were counted: what follows the tool's document tells of it.
 * Safe to repeat.
 */
export const noteMilestone = (
  { store, uses }: Pick<ToolsDeps, "store" | "uses">,
  toolId: string,
): Promise<void> =>
  retryOnConflict(undefined, async () => {
    const [seen, total] = await Promise.all([store.counted(toolId), uses.total(toolId)]);
    if (!seen || milestonesBetween(milestoneOf(seen.value), total).length === 0) return;
    await store.commit((batch) => store.updateUses(batch, seen, total));
  });
