import type { Member } from "@firecast/contract/spaces";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { notFound, Problem } from "../../platform/problems.js";
import { answers, type Outcome } from "./answers.js";
import { carryOut, type Carrier } from "./carryOut.js";
import { decideInvite, onlyManagersInvite } from "./decide.js";
import { isManager } from "./roles.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";

type Key = IdempotentRequest | undefined;

export function inviting(deps: Carrier & { clock: Clock }) {
  const { store, members, clock, limit } = deps;
  const now = (): string => toTimestamp(clock.now());

  const inviter = async (user: User, spaceId: string): Promise<Member> => {
    const member = await members.of(user.uid, spaceId);
    if (!member) throw notFound();
    if (!isManager(member.role)) throw new Problem("forbidden", { detail: onlyManagersInvite });
    return member;
  };

  return {
    invite: async (user: User, spaceId: string, uid: string, keyed: Key): Promise<Outcome> => {
      limit(user, spaceId);
      return retryOnConflict(keyed, async () => {
        const actor = await inviter(user, spaceId);
        const seen = await store.member(spaceId, uid);
        const decision = decideInvite({ actor, uid, member: seen?.value, at: now() });
        return carryOut(deps, { decision, by: actor.uid, seen, keyed, answer: answers.invited });
      });
    },

    /** Nobody's account is looked up, so neither the answer, nor its time, nor any list tells who has the address. */
    inviteByEmail: async (user: User, spaceId: string, email: string, keyed: Key): Promise<void> => {
      limit(user, spaceId);
      await retryOnConflict(keyed, async () => {
        const { uid } = await inviter(user, spaceId);
        const isKnown = (await store.invite(spaceId, email)) !== undefined;
        if (isKnown && !keyed) return;
        await store.commit((batch) => {
          if (!isKnown) store.createInvite(batch, email, { spaceId, invitedBy: uid, createdAt: now() });
          keyed?.remember(batch, answers.invitedByEmail());
        });
      });
    },
  };
}
