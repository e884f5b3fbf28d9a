import { channelOf } from "@firecast/contract/channel";
import { userChannel } from "@firecast/contract/realtime";
import type { CreateTool, Tool } from "@firecast/contract/tools";
import type { User } from "../../platform/auth/user.js";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { requireVisible } from "./access.js";
import { forkOf, type Maker, newTool } from "./decide.js";
import type { ToolsDeps } from "./deps.js";

type Request = IdempotentRequest<Tool> | undefined;

export async function createTool(
  deps: ToolsDeps,
  { user, draft, request }: Call<Tool> & { draft: CreateTool },
): Promise<Tool> {
  await limitMaker(deps, user);
  return commitTool(deps, newTool(draft, makerOf(deps, user)), request);
}

/** A user who may see a tool may have a copy: the owner is not asked. */
export async function forkTool(
  deps: ToolsDeps,
  { user, toolId, request }: Call<Tool> & { toolId: string },
): Promise<Tool> {
  await limitMaker(deps, user);
  return retryOnConflict(request, async () => {
    const { value: original } = await requireVisible(deps, user, toolId);
    return commitTool(deps, forkOf(original, makerOf(deps, user)), request);
  });
}

/** A new tool or version has no channel of its own, and tells others: its maker's bucket bounds how many. */
export const limitMaker = ({ limits }: Pick<ToolsDeps, "limits">, { uid }: User): Promise<void> =>
  limits.take(uid, channelOf(userChannel, { uid }));

const makerOf = ({ ids, clock }: ToolsDeps, user: User): Maker => ({
  id: ids.next(),
  ownerId: user.uid,
  at: toTimestamp(clock.now()),
});

async function commitTool({ store }: ToolsDeps, tool: Tool, request: Request): Promise<Tool> {
  await store.commit((batch) => {
    store.createTool(batch, tool);
    request?.record(batch, tool);
  });
  return tool;
}
