import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { CreateTool, Tool } from "@firecast/contract/tools";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { once } from "../../../platform/concurrency/once.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { newTool } from "../decide.js";
import type { ToolsDeps } from "../deps.js";

interface DeployNew extends Call<Tool, Pick<User, "uid">> {
  readonly draft: CreateTool;
  readonly spaceId: string;
}

/** Makes a tool for a space: it is there with the tool, or neither is. */
export function deployNewTool(
  { store, spaces, publisher, limits, clock, ids }: ToolsDeps,
  { user, draft, spaceId, request }: DeployNew,
): Promise<Tool> {
  const channel = channelOf(spaceChannel, { spaceId });
  const count = once(() => limits.take(user.uid, channel));
  return retryOnConflict(request, async () => {
    await spaces.requireMember(user.uid, spaceId);
    await count();
    const at = toTimestamp(clock.now());
    const tool = newTool(draft, { id: ids.next(), ownerId: user.uid, at });
    const deployment = { toolId: tool.id, spaceId, deployedBy: user.uid, deployedAt: at };
    await publisher.append({
      channel,
      events: [{ type: "tool:deployed", by: user.uid, data: deployment }],
      writes: (batch) => {
        store.createTool(batch, tool);
        store.createDeployment(batch, deployment);
        request?.record(batch, tool);
      },
      request,
    });
    return tool;
  });
}
