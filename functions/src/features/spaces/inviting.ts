import type { Member } from "../../contract/spaces.js";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Answer, Keyed } from "../../platform/idempotency.js";
import { notFound, Problem } from "../../platform/problems.js";
import type { Accounts } from "./accounts.js";
import { answers, type Outcome } from "./answers.js";
import { carryOut, type Carrier } from "./carryOut.js";
import { decideInvite, onlyManagersInvite } from "./decide.js";
import { isManager } from "./roles.js";
import { settle } from "./settle.js";

export function inviting(deps: Carrier & { accounts: Accounts; clock: Clock }) {
  const { store, members, accounts, clock, limit } = deps;
  const now = (): string => toTimestamp(clock.now());

  const inviter = async (user: User, spaceId: string): Promise<Member> => {
    limit(user, spaceId);
    const member = await members.of(user.uid, spaceId);
    if (!member) throw notFound();
    if (!isManager(member.role)) throw new Problem("forbidden", { detail: onlyManagersInvite });
    return member;
  };

  const inviteUser = (
    actor: Member,
    uid: string,
    keyed: Keyed | undefined,
    answer: (outcome: Outcome) => Answer,
  ): Promise<Outcome> =>
    settle(keyed, async () => {
      const seen = await store.member(actor.spaceId, uid);
      const decision = decideInvite({ actor, uid, member: seen?.value, at: now() });
      return carryOut(deps, { decision, seen, keyed, answer });
    });

  return {
    /** The uid need not exist yet: nobody learns here whether it does. */
    invite: async (user: User, spaceId: string, uid: string, keyed: Keyed | undefined): Promise<Outcome> =>
      inviteUser(await inviter(user, spaceId), uid, keyed, answers.invited),

    /** Invites who has the verified address; if nobody has, the invite waits for whoever comes with it. */
    inviteByEmail: async (user: User, spaceId: string, email: string, keyed: Keyed | undefined) => {
      const actor = await inviter(user, spaceId);
      const uid = await accounts.uidOf(email);
      if (uid !== undefined) {
        await inviteUser(actor, uid, keyed, answers.invitedByEmail);
        return;
      }
      await store.commit((batch) => {
        store.putInvite(batch, spaceId, email, { invitedBy: user.uid, createdAt: now() });
        keyed?.remember(batch, answers.invitedByEmail());
      });
    },
  };
}
