import type { Member } from "@firecast/contract/spaces";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { notFound, Problem } from "../../platform/problems.js";
import type { Outcome } from "./outcome.js";
import { carryOut, type Carrier } from "./carryOut.js";
import { decideInvite, onlyManagersInvite } from "./decide.js";
import { isManager } from "./roles.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";

type Key<Result> = IdempotentRequest<Result> | undefined;

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
    invite: async (user: User, spaceId: string, uid: string, request: Key<Outcome>): Promise<Outcome> => {
      limit(user, spaceId);
      return retryOnConflict(request, async () => {
        const actor = await inviter(user, spaceId);
        const seen = await store.member(spaceId, uid);
        const decision = decideInvite({ actor, uid, member: seen?.value, at: now() });
        return carryOut(deps, { decision, by: actor.uid, seen, request });
      });
    },

    /** Nobody's account is looked up, so neither the answer, nor its time, nor any list tells who has the address. */
    inviteByEmail: async (
      user: User,
      spaceId: string,
      email: string,
      request: Key<undefined>,
    ): Promise<undefined> => {
      limit(user, spaceId);
      return retryOnConflict(request, async () => {
        const { uid } = await inviter(user, spaceId);
        const isKnown = (await store.invite(spaceId, email)) !== undefined;
        if (isKnown && !request) return undefined;
        await store.commit((batch) => {
          if (!isKnown) store.createInvite(batch, email, { spaceId, invitedBy: uid, createdAt: now() });
          request?.record(batch, undefined);
        });
        return undefined;
      });
    },
  };
}
