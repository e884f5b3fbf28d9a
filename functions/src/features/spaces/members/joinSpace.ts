import { channelOf } from "@firecast/contract/core/channel";
import { membersChannel } from "@firecast/contract/space/spaces";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { notFound } from "../../../platform/problems.js";
import { commitDecision, type Outcome } from "./commitDecision.js";
import { decideJoin } from "./decide.js";
import type { SpacesDeps } from "../deps.js";
import { addressOf } from "./ownInvite.js";

interface Join extends Call<Outcome> {
  readonly spaceId: string;
}

/** Becomes a member, or asks to. @throws Problem `not_found` for an unknown space. */
export async function joinSpace(deps: SpacesDeps, { user, spaceId, request }: Join): Promise<Outcome> {
  const { store, clock, limits } = deps;
  await limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  return retryOnConflict(request, async () => {
    const email = addressOf(user);
    const { space, member: seen, invite } = await store.joining(spaceId, user.uid, email);
    if (!space) throw notFound();

    const decision = decideJoin({
      space,
      uid: user.uid,
      member: seen?.value,
      invitedByEmail: invite !== undefined,
      at: toTimestamp(clock.now()),
    });
    return commitDecision(deps, {
      decision,
      by: user.uid,
      seen,
      also: (batch) => {
        // Good for one joining: a user who is removed later needs another one.
        if (email !== undefined && invite) store.takeInvite(batch, spaceId, email, invite);
      },
      request,
    });
  });
}
