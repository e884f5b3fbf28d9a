import type { ChangeMember, Member } from "../../contract/spaces.js";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Keyed } from "../../platform/idempotency.js";
import type { Log } from "../../platform/log.js";
import { notFound } from "../../platform/problems.js";
import { answers, type Outcome } from "./answers.js";
import { carryOut, type Carrier } from "./carryOut.js";
import { decideChange, decideRemoval } from "./decide.js";
import { isActiveOwner, maySee } from "./roles.js";
import type { Seen } from "./seen.js";
import { settle } from "./settle.js";

interface Pair {
  actor: Member;
  seen: Seen<Member>;
  /** Another active owner, looked for where the target is one. */
  otherOwner: Seen<Member> | undefined;
}

export function managing(deps: Carrier & { clock: Clock; log: Log }) {
  const { store, publisher, members, clock, log, limit } = deps;

  /** @throws Problem `not_found` if there is no such member or the caller may not know of it. */
  const read = async (actorUid: string, spaceId: string, uid: string): Promise<Pair> => {
    const uids = actorUid === uid ? [uid] : [uid, actorUid];
    const [seen, other] = await store.members(spaceId, uids);
    const actor = actorUid === uid ? seen?.value : other?.value;
    if (!seen || !actor || !maySee(actor, seen.value)) throw notFound();
    const otherOwner = isActiveOwner(seen.value) ? await store.otherOwner(spaceId, uid) : undefined;
    return { actor, seen, otherOwner };
  };

  /**
   * When an owner goes, another one has to stay: the commit requires that this one still is as it was read. Of two
   * owners who leave at once, the second to commit finds the first one gone, looks again and is refused.
   */
  const withOwner = ({ otherOwner }: Pair) => ({
    also: (batch: FirebaseFirestore.WriteBatch): void => {
      if (otherOwner) store.confirmMember(batch, otherOwner);
    },
  });

  const cutStreams = async ({ member, changed }: Outcome): Promise<void> => {
    if (!changed || member.status !== "active") return;
    try {
      await publisher.revoke(member.uid, "spaceId", member.spaceId);
    } catch (error) {
      // The member is out already, and the trigger on the deleted document revokes again.
      log.error("space.member.revoke_failed", error, { spaceId: member.spaceId, uid: member.uid });
    }
  };

  return {
    /** Approves a request, changes a role, or both. */
    changeMember: async (
      user: User,
      spaceId: string,
      uid: string,
      change: ChangeMember,
      keyed: Keyed | undefined,
    ): Promise<Outcome> => {
      limit(user, spaceId);
      return settle(keyed, async () => {
        const pair = await read(user.uid, spaceId, uid);
        const { actor, seen, otherOwner } = pair;
        const decision = decideChange({
          actor,
          target: seen.value,
          change,
          otherOwner: otherOwner !== undefined,
          at: toTimestamp(clock.now()),
        });
        return carryOut(deps, { decision, seen, ...withOwner(pair), keyed, answer: answers.changed });
      });
    },

    /** Leaves, removes, declines a request or withdraws an invite. Open streams of the space end. */
    removeMember: async (
      user: User,
      spaceId: string,
      uid: string,
      keyed: Keyed | undefined,
    ): Promise<Outcome> => {
      limit(user, spaceId);
      const outcome = await settle(keyed, async () => {
        const pair = await read(user.uid, spaceId, uid);
        const { actor, seen, otherOwner } = pair;
        const decision = decideRemoval({ actor, target: seen.value, otherOwner: otherOwner !== undefined });
        return carryOut(deps, { decision, seen, ...withOwner(pair), keyed, answer: answers.removed });
      });
      await cutStreams(outcome);
      return outcome;
    },

    /** For whoever may have lost the membership in another way than the one above. */
    revokeUnlessMember: async (uid: string, spaceId: string): Promise<void> => {
      const member = await store.member(spaceId, uid);
      if (member?.value.status === "active") return;
      members.forget(uid, spaceId);
      await publisher.revoke(uid, "spaceId", spaceId);
    },
  };
}
