import { channelOf } from "@firecast/contract/core/channel";
import { userChannel } from "@firecast/contract/realtime";
import { type CreateSpace, membersChannel, type Space } from "@firecast/contract/space/spaces";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { founder } from "./decide.js";
import type { SpacesDeps } from "./deps.js";

interface NewSpace extends Call<Space> {
  readonly draft: CreateSpace;
}

export async function createSpace(
  { store, publisher, limits, clock, ids }: SpacesDeps,
  { user, draft: { name, joinPolicy }, request }: NewSpace,
): Promise<Space> {
  await limits.take(user.uid, channelOf(userChannel, { uid: user.uid }));
  const createdAt = toTimestamp(clock.now());
  const space = { id: ids.next(), name, joinPolicy, createdBy: user.uid, createdAt };
  const owner = founder(space);
  await publisher.append({
    channel: channelOf(membersChannel, { spaceId: space.id }),
    events: [{ type: "space:member:joined", by: user.uid, data: { uid: owner.uid, role: owner.role } }],
    writes: (batch) => {
      store.createSpace(batch, space);
      store.createMember(batch, owner, user.uid);
      request?.record(batch, space);
    },
    request,
  });
  return space;
}
