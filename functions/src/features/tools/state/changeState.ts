import { channelOf } from "@firecast/contract/core/channel";
import { maxEventBytes } from "@firecast/contract/realtime";
import {
  type PostState,
  type StateChanged,
  type ToolState,
  toolStateChannel,
} from "@firecast/contract/tools";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { once } from "../../../platform/concurrency/once.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { Problem } from "../../../platform/problems.js";
import { entryOf } from "../../../realtime/index.js";
import { requireInUse, requireVisible } from "../access/requireVisible.js";
import type { ToolsDeps } from "../deps.js";
import { bytesOf } from "./change.js";

/** The state as it is, and where a stream goes on from it without a gap. */
export async function readState(
  deps: ToolsDeps,
  { user, toolId }: { user: User; toolId: string },
): Promise<ToolState> {
  const [{ kept, position }] = await Promise.all([
    deps.statesStore.state(toolId),
    requireVisible(deps, user, toolId),
  ]);
  const cursor = entryOf(channelOf(toolStateChannel, { toolId }).name, position);
  return { version: kept.version, state: kept.state, cursor };
}

interface StateChange extends Call<StateChanged, Pick<User, "uid">> {
  readonly toolId: string;
  readonly change: PostState;
}

/** Every user who sees the tool may change its state. Round trips: the right unless it is known, and the commit. */
export async function changeState(
  deps: ToolsDeps,
  { user, toolId, change, request }: StateChange,
): Promise<StateChanged> {
  if (bytesOf(change.patch) > maxEventBytes) {
    throw new Problem("payload_too_large", { detail: `A patch has at most ${maxEventBytes} bytes of JSON.` });
  }
  const count = once(() => deps.limits.take(user.uid, channelOf(toolStateChannel, { toolId })));
  return retryOnConflict(request, async () => {
    requireInUse(await deps.seen.require(user, toolId));
    await count();
    return deps.states.change(toolId, { ...change, by: user.uid, request });
  });
}
