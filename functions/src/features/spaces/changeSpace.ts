import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { ChangeSpace, Space } from "@firecast/contract/space/spaces";
import type { Call } from "../../platform/call.js";
import { once } from "../../platform/concurrency/once.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { notFound, Problem } from "../../platform/problems.js";
import type { SpacesDeps } from "./deps.js";
import { isManager } from "./members/decide.js";

interface Change extends Call<Space> {
  readonly spaceId: string;
  readonly change: ChangeSpace;
}

/** No event follows where everything is so already. @throws Problem `not_found`, `forbidden` for members who manage nothing. */
export async function changeSpace(
  { store, members, publisher, limits }: SpacesDeps,
  { user, spaceId, change, request }: Change,
): Promise<Space> {
  const channel = channelOf(spaceChannel, { spaceId });
  const count = once(() => limits.take(user.uid, channel));
  return retryOnConflict(request, async () => {
    const member = await members.of(user.uid, spaceId);
    const seen = member && (await store.versionedSpace(spaceId));
    if (!seen) throw notFound();
    if (!isManager(member.role)) {
      throw new Problem("forbidden", { detail: "Owners and admins of the space change it." });
    }
    await count();
    const { name = seen.value.name, joinPolicy = seen.value.joinPolicy } = change;
    const isChanged = name !== seen.value.name || joinPolicy !== seen.value.joinPolicy;
    const space = { ...seen.value, name, joinPolicy };
    const writes = (batch: WriteBatch): void => {
      if (isChanged) store.updateSpace(batch, seen, { name, joinPolicy });
      request?.record(batch, space);
    };
    if (isChanged) {
      const events = [{ type: "space:updated", by: user.uid, data: space }] as const;
      await publisher.append({ channel, events, writes, request });
    } else if (request) await store.commit(writes);
    return space;
  });
}
