import { channelOf } from "@firecast/contract/channel";
import { membersChannel } from "@firecast/contract/spaces";
import type { Deployment } from "@firecast/contract/tools";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { requireOwned } from "./access.js";
import type { ToolsDeps } from "./deps.js";

/** `isNew` is false where the tool was in the space already: then nothing changes. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly isNew: boolean;
}

interface Deploy extends Call<Deployed> {
  readonly toolId: string;
  readonly spaceId: string;
}

/** Tools have no channel of their own: a deployment draws on the bucket of the space. */
export async function deployTool(
  deps: ToolsDeps,
  { user, toolId, spaceId, request }: Deploy,
): Promise<Deployed> {
  const { store, spaces, limits, clock } = deps;
  await limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  return retryOnConflict(request, async () => {
    await Promise.all([requireOwned(deps, user, toolId), spaces.requireMember(user.uid, spaceId)]);
    const known = (await store.deployment(spaceId, toolId))?.value;
    const deployedAt = toTimestamp(clock.now());
    const deployment = known ?? { toolId, spaceId, deployedBy: user.uid, deployedAt };
    const deployed = { deployment, isNew: !known };
    if (!known || request) {
      await store.commit((batch) => {
        if (!known) store.createDeployment(batch, deployment);
        request?.record(batch, deployed);
      });
    }
    return deployed;
  });
}
