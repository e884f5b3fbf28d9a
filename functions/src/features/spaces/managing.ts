import type { WriteBatch } from "firebase-admin/firestore";
import type { ChangeMember, Member } from "@firecast/contract/spaces";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { notFound } from "../../platform/problems.js";
import type { Outcome } from "./outcome.js";
import { carryOut, type Carrier } from "./carryOut.js";
import { decideChange, decideRemoval } from "./decide.js";
import { ownInvite } from "./invitee.js";
import { isActiveOwner, maySee } from "./roles.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";

type Key<Result> = IdempotentRequest<Result> | undefined;

export function managing(deps: Carrier & { clock: Clock }) {
  const { store, publisher, clock, limit } = deps;

  /** Undefined if there is no such member or the caller may not know of it. */
  const read = async (user: User, spaceId: string, uid: string) => {
    const [seen, caller] = await store.members(spaceId, user.uid === uid ? [uid] : [uid, user.uid]);
    const actor = user.uid === uid ? seen?.value : caller?.value;
    if (!seen || !actor || !maySee(actor, seen.value)) return undefined;
    const owner = isActiveOwner(seen.value) ? await store.otherOwner(spaceId, uid) : undefined;
    return { actor, seen, owner };
  };

  /**
   * When an owner goes, another one has to stay: the commit requires that this one still is as it was read. Of two
   * owners who leave at once, the second to commit finds the first one gone, looks again and is refused.
   */
  const stays = (owner: Versioned<Member> | undefined) => (batch: WriteBatch) => {
    if (owner) store.confirmMember(batch, owner);
  };

  /** Declines an invite to one's address, where there is no more than that. @throws Problem `not_found`. */
  const declineOwn = async (
    user: User,
    spaceId: string,
    uid: string,
    request: Key<Outcome>,
  ): Promise<Outcome> => {
    const invite = user.uid === uid ? await ownInvite(store, user, spaceId) : undefined;
    if (!invite) throw notFound();
    const outcome = { member: invite.member, changed: true };
    await store.commit((batch) => {
      invite.take(batch);
      request?.record(batch, outcome);
    });
    return outcome;
  };

  return {
    changeMember: async (
      user: User,
      spaceId: string,
      uid: string,
      change: ChangeMember,
      request: Key<Outcome>,
    ): Promise<Outcome> => {
      limit(user, spaceId);
      const outcome = await retryOnConflict(request, async () => {
        const found = await read(user, spaceId, uid);
        if (!found) throw notFound();
        const { actor, seen, owner } = found;
        const decision = decideChange({
          actor,
          target: seen.value,
          change,
          otherOwner: owner !== undefined,
          at: toTimestamp(clock.now()),
        });
        const by = actor.uid;
        return carryOut(deps, { decision, by, seen, also: stays(owner), request });
      });
      if (outcome.member.status === "banned") await publisher.revoke(uid, "spaceId", spaceId);
      return outcome;
    },

    removeMember: async (
      user: User,
      spaceId: string,
      uid: string,
      request: Key<Outcome>,
    ): Promise<Outcome> => {
      limit(user, spaceId);
      const outcome = await retryOnConflict(request, async () => {
        const found = await read(user, spaceId, uid);
        if (!found) return declineOwn(user, spaceId, uid, request);
        const { actor, seen, owner } = found;
        const decision = decideRemoval({ actor, target: seen.value, otherOwner: owner !== undefined });
        const by = actor.uid;
        return carryOut(deps, { decision, by, seen, also: stays(owner), request });
      });
      if (outcome.member.status === "active") await publisher.revoke(uid, "spaceId", spaceId);
      return outcome;
    },

    revokeUnlessMember: async (uid: string, spaceId: string): Promise<void> => {
      const member = await store.member(spaceId, uid);
      if (member?.value.status === "active") return;
      await publisher.ensureRevoked(uid, "spaceId", spaceId);
    },
  };
}
