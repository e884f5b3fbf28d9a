import { channelOf } from "@firecast/contract/core/channel";
import { type Tool, toolChannel, toolStateChannel } from "@firecast/contract/tools";
import { toTimestamp } from "../../../platform/clock.js";
import { deleteFound } from "../../../platform/firestore/deletePages.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { eventsOf } from "../../../realtime/index.js";
import type { ToolsDeps } from "../deps.js";
import { withUses } from "./changeTool.js";
import { archived } from "../decide.js";

/**
 * What becomes of the tools of a user whose account ends: where others have a tool in a space of theirs, it stays there in the
 * archive, to be read and forked, and names no user; any other is deleted, with its state. Safe to repeat.
 */
export async function forgetTools(deps: ToolsDeps, uid: string): Promise<void> {
  for (;;) {
    const owned = await deps.store.someOf(uid);
    if (owned.length === 0) return;
    for (const toolId of owned) await forget(deps, toolId, uid);
  }
}

const forget = (deps: ToolsDeps, toolId: string, uid: string): Promise<void> =>
  retryOnConflict(undefined, async () => {
    const seen = await deps.store.tool(toolId);
    if (seen && seen.value.ownerId !== uid) return;
    if (seen && (await isUsed(deps, toolId))) await leave(deps, seen);
    else await remove(deps, toolId);
    deps.seen.forget(toolId);
    await deps.publisher.accessChanged("toolId", toolId);
  });

/** So many of its spaces are looked at: beyond that, some have members. */
const mostSpaces = 100;

/** Whether it is in a space that has a member. The user is none any more. */
async function isUsed({ store, spaces }: ToolsDeps, toolId: string): Promise<boolean> {
  const spaceIds = await store.someSpacesOf(toolId, mostSpaces);
  if (spaceIds.length === mostSpaces) return true;
  for (const spaceId of spaceIds)
    if ((await spaces.membersAfter(spaceId, { after: undefined, limit: 1 })).length > 0) return true;
  return false;
}

async function leave(deps: ToolsDeps, seen: Versioned<Tool>): Promise<void> {
  const { store, publisher, clock } = deps;
  const at = toTimestamp(clock.now());
  const next = { ...(archived(seen.value, at) ?? seen.value), ownerId: nobody };
  await publisher.append({
    channel: channelOf(toolChannel, { toolId: next.id }),
    events: [{ type: "tool:archived", data: await withUses(deps, next) }],
    writes: (batch) => store.disown(batch, seen, next),
  });
}

/** The document last: until then a run that was stopped is repeated. */
async function remove({ store, firestore }: ToolsDeps, toolId: string): Promise<void> {
  for (const kind of [toolChannel, toolStateChannel])
    await deleteFound(firestore, eventsOf(firestore, channelOf(kind, { toolId }).name), { what: "events" });
  for (const spaceId of await store.someSpacesOf(toolId, mostSpaces))
    await store.commit((batch) => store.dropDeployment(batch, { spaceId, toolId }));
  await store.removeTool(toolId);
}

/** Owner of tools whose owner's account has ended. No account has this uid. */
export const nobody = "deleted-user";
