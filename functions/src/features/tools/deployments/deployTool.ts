import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { Deployment } from "@firecast/contract/tools";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { once } from "../../../platform/concurrency/once.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { notFound, Problem } from "../../../platform/problems.js";
import { requireInUse, requireOwned, requireVisible } from "../access/requireVisible.js";
import type { ToolsDeps } from "../deps.js";

/** `isNew` is false where the tool was in the space already: then nothing changes. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly isNew: boolean;
}

interface Deploy extends Call<Deployed, Pick<User, "uid">> {
  readonly toolId: string;
  readonly spaceId: string;
}

/** The members of the space hear of it: it draws on the bucket of the space. */
export async function deployTool(
  deps: ToolsDeps,
  { user, toolId, spaceId, request }: Deploy,
): Promise<Deployed> {
  const { store, spaces, publisher, limits, clock } = deps;
  const channel = channelOf(spaceChannel, { spaceId });
  const count = once(() => limits.take(user.uid, channel));
  return retryOnConflict(request, async () => {
    const [{ value: tool }] = await Promise.all([
      requireOwned(deps, user, toolId),
      spaces.requireMember(user.uid, spaceId),
    ]);
    await count();
    const known = (await store.deployment(spaceId, toolId))?.value;
    if (!known) requireInUse(tool);
    const deployedAt = toTimestamp(clock.now());
    const deployment = known ?? { toolId, spaceId, deployedBy: user.uid, deployedAt };
    const deployed = { deployment, isNew: !known };
    const writes = (batch: WriteBatch): void => {
      if (!known) store.createDeployment(batch, deployment);
      request?.record(batch, deployed);
    };
    if (!known) {
      const events = [{ type: "tool:deployed", by: user.uid, data: deployment }] as const;
      await publisher.append({ channel, events, writes, request });
    } else if (request) await store.commit(writes);
    return deployed;
  });
}

interface Undeploy extends Call<void, Pick<User, "uid">> {
  readonly toolId: string;
  readonly spaceId: string;
}

/**
 * Takes a tool out of a space: as its owner, or as an owner or admin of the space. Who saw it by that space alone sees it no
 * more, and their streams of it end. @throws Problem `not_found` where it is not deployed there, `forbidden`.
 */
export async function undeployTool(
  deps: ToolsDeps,
  { user, toolId, spaceId, request }: Undeploy,
): Promise<void> {
  const { store, spaces, publisher, limits, seen } = deps;
  const channel = channelOf(spaceChannel, { spaceId });
  const count = once(() => limits.take(user.uid, channel));
  await retryOnConflict(request, async () => {
    const { value: tool } = await requireVisible(deps, user, toolId);
    const deployment = await store.deployment(spaceId, toolId);
    if (!deployment) throw notFound();
    if (tool.ownerId !== user.uid) {
      const { role } = await spaces.requireMember(user.uid, spaceId);
      if (role === "member") throw new Problem("forbidden");
    }
    await count();
    await publisher.append({
      channel,
      events: [{ type: "tool:undeployed", by: user.uid, data: { toolId, spaceId } }],
      writes: (batch) => {
        store.deleteDeployment(batch, deployment);
        request?.record(batch, undefined);
      },
      request,
    });
  });
  seen.forget(toolId);
  await publisher.accessChanged("toolId", toolId);
}
