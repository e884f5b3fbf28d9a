import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { type ChangeMember, type Member, membersChannel } from "@firecast/contract/space/spaces";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { notFound } from "../../../platform/problems.js";
import { commitDecision, type Outcome } from "./commitDecision.js";
import { decideChange, decideRemoval, isActiveOwner, maySee } from "./decide.js";
import type { SpacesDeps } from "../deps.js";
import { ownInvite } from "./ownInvite.js";

/** A member whom a user changes or removes. */
interface ChangedMember extends Call<Outcome> {
  readonly spaceId: string;
  readonly uid: string;
}

/** Approves a request, changes a role, bans. Open streams of a banned user end. */
export async function changeMember(
  deps: SpacesDeps,
  target: ChangedMember,
  change: ChangeMember,
): Promise<Outcome> {
  const { publisher, clock, limits } = deps;
  const { user, spaceId, uid, request } = target;
  await limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  const outcome = await retryOnConflict(request, async () => {
    const found = await find(deps, target);
    if (!found) throw notFound();
    const { actor, seen, owner } = found;
    const decision = decideChange({
      actor,
      target: seen.value,
      change,
      otherOwner: owner !== undefined,
      at: toTimestamp(clock.now()),
    });
    return commitDecision(deps, { decision, by: actor.uid, seen, also: stays(deps, owner), request });
  });
  if (outcome.member.status === "banned") await publisher.revoke(uid, "spaceId", spaceId);
  return outcome;
}

/** Leaves, removes, declines a request, withdraws an invite or lifts a ban. Open streams of the space end. */
export async function removeMember(deps: SpacesDeps, target: ChangedMember): Promise<Outcome> {
  const { publisher, limits } = deps;
  const { user, spaceId, uid, request } = target;
  await limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  const outcome = await retryOnConflict(request, async () => {
    const found = await find(deps, target);
    if (!found) return declineOwnInvite(deps, target);
    const { actor, seen, owner } = found;
    const decision = decideRemoval({ actor, target: seen.value, otherOwner: owner !== undefined });
    return commitDecision(deps, { decision, by: actor.uid, seen, also: stays(deps, owner), request });
  });
  if (outcome.member.status === "active") await publisher.revoke(uid, "spaceId", spaceId);
  return outcome;
}

/** Undefined if there is no such member or the caller may not know of it. */
async function find({ store, members }: SpacesDeps, { user, spaceId, uid }: ChangedMember) {
  if (await members.isDeleted(spaceId)) throw notFound();
  const [seen, caller] = await store.members(spaceId, user.uid === uid ? [uid] : [uid, user.uid]);
  const actor = user.uid === uid ? seen?.value : caller?.value;
  if (!seen || !actor || !maySee(actor, seen.value)) return undefined;
  const owner = isActiveOwner(seen.value) ? await store.otherOwner(spaceId, uid) : undefined;
  return { actor, seen, owner };
}

/**
 * When an owner goes, another one has to stay: the commit requires that this one still is as it was read. Of two
 * owners who leave at once, the second to commit finds the first one gone, looks again and is refused.
 */
const stays =
  ({ store }: SpacesDeps, owner: Versioned<Member> | undefined) =>
  (batch: WriteBatch): void => {
    if (owner) store.confirmMember(batch, owner);
  };

/** Declines an invite to one's address, where there is no more than that. @throws Problem `not_found`. */
async function declineOwnInvite(
  { store }: SpacesDeps,
  { user, spaceId, uid, request }: ChangedMember,
): Promise<Outcome> {
  const invite = user.uid === uid ? await ownInvite(store, user, spaceId) : undefined;
  if (!invite) throw notFound();
  const outcome = { member: invite.member, changed: true };
  await store.commit((batch) => {
    invite.take(batch);
    request?.record(batch, outcome);
  });
  return outcome;
}
