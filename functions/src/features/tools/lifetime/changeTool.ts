import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { type ChangeTool, type Tool, toolChannel } from "@firecast/contract/tools";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { once } from "../../../platform/concurrency/once.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { AnyDraft } from "../../../realtime/index.js";
import { requireInUse, requireOwned, requireVisible } from "../access/requireVisible.js";
import { archived, changed } from "../decide.js";
import type { ToolsDeps } from "../deps.js";

/** As callers see it: the document knows of uses what the last milestone said. */
export const withUses = async ({ uses }: Pick<ToolsDeps, "uses">, tool: Tool): Promise<Tool> => ({
  ...tool,
  uses: await uses.total(tool.id),
});

export const readTool = async (
  deps: ToolsDeps,
  { user, toolId }: { user: User; toolId: string },
): Promise<Tool> => withUses(deps, (await requireVisible(deps, user, toolId)).value);

interface OwnTool extends Call<Tool, Pick<User, "uid">> {
  readonly toolId: string;
}

/** A new version, unless everything is so already. */
export const changeTool = (
  deps: ToolsDeps,
  { change, ...target }: OwnTool & { change: ChangeTool },
): Promise<Tool> =>
  commitChange(deps, target, {
    decide: (tool, at) => {
      requireInUse(tool);
      return changed(tool, change, at);
    },
    event: (data) => ({ type: "tool:updated", by: target.user.uid, data }),
  });

/** What is in the archive can be read and forked; it changes no more, and is in no list unless asked for. */
export async function archiveTool(deps: ToolsDeps, target: OwnTool): Promise<Tool> {
  const tool = await commitChange(deps, target, {
    decide: archived,
    event: (data) => ({ type: "tool:archived", by: target.user.uid, data }),
  });
  deps.seen.forget(tool.id);
  return tool;
}

interface ToolDecision {
  /** Undefined where nothing changes. */
  decide(tool: Tool, at: string): Tool | undefined;
  event(tool: Tool): AnyDraft<typeof toolChannel>;
}

async function commitChange(
  deps: ToolsDeps,
  { user, toolId, request }: OwnTool,
  { decide, event }: ToolDecision,
): Promise<Tool> {
  const { store, publisher, limits, clock } = deps;
  const channel = channelOf(toolChannel, { toolId });
  const count = once(() => limits.take(user.uid, channel));
  return retryOnConflict(request, async () => {
    const seen = await requireOwned(deps, user, toolId);
    await count();
    const next = decide(seen.value, toTimestamp(clock.now()));
    const tool = await withUses(deps, next ?? seen.value);
    const writes = (batch: WriteBatch): void => {
      if (next) store.updateTool(batch, seen, next);
      request?.record(batch, tool);
    };
    if (next) {
      await publisher.append({ channel, events: [event(tool)], writes, request });
    } else if (request) await store.commit(writes);
    return tool;
  });
}
