import { channelOf } from "@firecast/contract/core/channel";
import { userChannel } from "@firecast/contract/realtime";
import { type CreateTool, type Tool, toolChannel } from "@firecast/contract/tools";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { requireVisible } from "../access/requireVisible.js";
import { forkOf, type Maker, newTool } from "../decide.js";
import type { ToolsDeps } from "../deps.js";

export async function createTool(
  deps: ToolsDeps,
  { user, draft, request }: Call<Tool> & { draft: CreateTool },
): Promise<Tool> {
  const { store } = deps;
  await limitMaker(deps, user);
  const tool = newTool(draft, makerOf(deps, user));
  await store.commit((batch) => {
    store.createTool(batch, tool);
    request?.record(batch, tool);
  });
  return tool;
}

/** A user who may see a tool may have a copy: the owner is not asked. */
export async function forkTool(
  deps: ToolsDeps,
  { user, toolId, request }: Call<Tool> & { toolId: string },
): Promise<Tool> {
  const { store, publisher } = deps;
  await limitMaker(deps, user);
  return retryOnConflict(request, async () => {
    const { value: original } = await requireVisible(deps, user, toolId);
    const fork = forkOf(original, makerOf(deps, user));
    const data = { toolId, forkId: fork.id, ownerId: user.uid };
    await publisher.append({
      channel: channelOf(toolChannel, { toolId }),
      events: [{ type: "tool:forked", by: user.uid, data }],
      writes: (batch) => {
        store.createTool(batch, fork);
        request?.record(batch, fork);
      },
      request,
    });
    return fork;
  });
}

/** A new tool has no channel yet, and tells others: its maker's bucket bounds how many. */
const limitMaker = ({ limits }: Pick<ToolsDeps, "limits">, { uid }: User): Promise<void> =>
  limits.take(uid, channelOf(userChannel, { uid }));

const makerOf = ({ ids, clock }: ToolsDeps, user: User): Maker => ({
  id: ids.next(),
  ownerId: user.uid,
  at: toTimestamp(clock.now()),
});
