import { channelOf } from "@firecast/contract/core/channel";
import { userChannel } from "@firecast/contract/realtime";
import type { CreateSpaceWithSetup } from "@firecast/contract/space/setup";
import { membersChannel, type Space } from "@firecast/contract/space/spaces";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { founder } from "./members/decide.js";
import type { SpacesDeps } from "./deps.js";

interface NewSpace extends Call<Space> {
  readonly draft: CreateSpaceWithSetup;
}

/** Its set-up is written with it, and begins once both are there. */
export async function createSpace(
  { store, publisher, limits, setups, clock, ids }: SpacesDeps,
  { user, draft: { name, joinPolicy, setup }, request }: NewSpace,
): Promise<Space> {
  await limits.take(user.uid, channelOf(userChannel, { uid: user.uid }));
  const createdAt = toTimestamp(clock.now());
  const space = { id: ids.next(), name, joinPolicy, createdBy: user.uid, createdAt };
  const owner = founder(space);
  const enqueue = setups().enqueue(space, setup);
  await publisher.append({
    channel: channelOf(membersChannel, { spaceId: space.id }),
    events: [{ type: "space:member:joined", by: user.uid, data: { uid: owner.uid, role: owner.role } }],
    writes: (batch) => {
      store.createSpace(batch, space);
      store.createMember(batch, owner, user.uid);
      enqueue(batch);
      request?.record(batch, space);
    },
    request,
  });
  return space;
}
