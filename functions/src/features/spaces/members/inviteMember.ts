import { channelOf } from "@firecast/contract/core/channel";
import { type Member, membersChannel } from "@firecast/contract/space/spaces";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { notFound, Problem } from "../../../platform/problems.js";
import { commitDecision, type Outcome } from "./commitDecision.js";
import { decideInvite, isManager, onlyManagersInvite } from "./decide.js";
import type { SpacesDeps } from "../deps.js";

interface Invite extends Call<Outcome, Pick<User, "uid">> {
  readonly spaceId: string;
  readonly uid: string;
}

/** The uid need not exist yet: the answer does not tell whether it does. */
export async function inviteMember(
  deps: SpacesDeps,
  { user, spaceId, uid, request }: Invite,
): Promise<Outcome> {
  const { store, clock, limits } = deps;
  await limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  return retryOnConflict(request, async () => {
    const actor = await requireInviter(deps, user, spaceId);
    const seen = await store.member(spaceId, uid);
    const at = toTimestamp(clock.now());
    const decision = decideInvite({ actor, uid, member: seen?.value, at });
    return commitDecision(deps, { decision, by: actor.uid, seen, request });
  });
}

interface InviteByEmail extends Call<undefined, Pick<User, "uid">> {
  readonly spaceId: string;
  readonly email: string;
}

/**
 * The invite waits for a user who comes with that address, verified. No account is looked up, so neither the answer, nor
 * its time, nor any list tells which user has the address.
 */
export async function inviteByEmail(
  deps: SpacesDeps,
  { user, spaceId, email, request }: InviteByEmail,
): Promise<undefined> {
  const { store, clock, limits } = deps;
  await limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  return retryOnConflict(request, async () => {
    const { uid } = await requireInviter(deps, user, spaceId);
    const isKnown = (await store.invite(spaceId, email)) !== undefined;
    if (isKnown && !request) return undefined;
    const createdAt = toTimestamp(clock.now());
    await store.commit((batch) => {
      store.confirmSpace(batch, spaceId);
      if (!isKnown) store.createInvite(batch, email, { spaceId, invitedBy: uid, createdAt });
      request?.record(batch, undefined);
    });
    return undefined;
  });
}

async function requireInviter(
  { members }: SpacesDeps,
  user: Pick<User, "uid">,
  spaceId: string,
): Promise<Member> {
  const member = await members.of(user.uid, spaceId);
  if (!member) throw notFound();
  if (!isManager(member.role)) throw new Problem("forbidden", { detail: onlyManagersInvite });
  return member;
}
