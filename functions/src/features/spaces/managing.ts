import type { WriteBatch } from "firebase-admin/firestore";
import type { ChangeMember, Member } from "../../contract/spaces.js";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Keyed } from "../../platform/idempotency.js";
import { notFound } from "../../platform/problems.js";
import { answers, type Outcome } from "./answers.js";
import { carryOut, type Carrier } from "./carryOut.js";
import { decideChange, decideRemoval } from "./decide.js";
import { isActiveOwner, maySee } from "./roles.js";
import type { Seen } from "../../platform/seen.js";
import { settle } from "../../platform/settle.js";

type Key = Keyed | undefined;

export function managing(deps: Carrier & { clock: Clock }) {
  const { store, publisher, clock, limit } = deps;

  /** @throws Problem `not_found` if there is no such member or the caller may not know of it. */
  const read = async (user: User, spaceId: string, uid: string) => {
    const [seen, caller] = await store.members(spaceId, user.uid === uid ? [uid] : [uid, user.uid]);
    const actor = user.uid === uid ? seen?.value : caller?.value;
    if (!seen || !actor || !maySee(actor, seen.value)) throw notFound();
    const owner = isActiveOwner(seen.value) ? await store.otherOwner(spaceId, uid) : undefined;
    return { actor, seen, owner };
  };

  /**
   * When an owner goes, another one has to stay: the commit requires that this one still is as it was read. Of two
   * owners who leave at once, the second to commit finds the first one gone, looks again and is refused.
   */
  const stays = (owner: Seen<Member> | undefined) => (batch: WriteBatch) => {
    if (owner) store.confirmMember(batch, owner);
  };

  return {
    changeMember: async (user: User, spaceId: string, uid: string, change: ChangeMember, keyed: Key) => {
      limit(user, spaceId);
      return settle(keyed, async () => {
        const { actor, seen, owner } = await read(user, spaceId, uid);
        const decision = decideChange({
          actor,
          target: seen.value,
          change,
          otherOwner: owner !== undefined,
          at: toTimestamp(clock.now()),
        });
        const by = actor.uid;
        return carryOut(deps, { decision, by, seen, also: stays(owner), keyed, answer: answers.changed });
      });
    },

    removeMember: async (user: User, spaceId: string, uid: string, keyed: Key): Promise<Outcome> => {
      limit(user, spaceId);
      const outcome = await settle(keyed, async () => {
        const { actor, seen, owner } = await read(user, spaceId, uid);
        const decision = decideRemoval({ actor, target: seen.value, otherOwner: owner !== undefined });
        const by = actor.uid;
        return carryOut(deps, { decision, by, seen, also: stays(owner), keyed, answer: answers.removed });
      });
      if (outcome.member.status === "active") await publisher.revoke(uid, "spaceId", spaceId);
      return outcome;
    },

    revokeUnlessMember: async (uid: string, spaceId: string): Promise<void> => {
      const member = await store.member(spaceId, uid);
      if (member?.value.status === "active") return;
      await publisher.revoke(uid, "spaceId", spaceId);
    },
  };
}
