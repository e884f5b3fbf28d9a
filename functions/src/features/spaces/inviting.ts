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
import { settle } from "../../platform/settle.js";

type Key = Keyed | undefined;

export function inviting(deps: Carrier & { accounts: Accounts; clock: Clock }) {
  const { store, members, accounts, clock, limit } = deps;
  const now = (): string => toTimestamp(clock.now());

  const inviter = async (user: User, spaceId: string): Promise<Member> => {
    const member = await members.of(user.uid, spaceId);
    if (!member) throw notFound();
    if (!isManager(member.role)) throw new Problem("forbidden", { detail: onlyManagersInvite });
    return member;
  };

  const inviteUser = async (
    actor: Member,
    uid: string,
    keyed: Key,
    answer: (outcome: Outcome) => Answer,
  ): Promise<Outcome> => {
    const seen = await store.member(actor.spaceId, uid);
    const decision = decideInvite({ actor, uid, member: seen?.value, at: now() });
    return carryOut(deps, { decision, by: actor.uid, seen, keyed, answer });
  };

  const inviteAddress = ({ uid, spaceId }: Member, email: string, keyed: Key): Promise<void> =>
    store.commit((batch) => {
      store.putInvite(batch, spaceId, email, { invitedBy: uid, createdAt: now() });
      keyed?.remember(batch, answers.invitedByEmail());
    });

  return {
    invite: async (user: User, spaceId: string, uid: string, keyed: Key): Promise<Outcome> => {
      limit(user, spaceId);
      return settle(keyed, async () => inviteUser(await inviter(user, spaceId), uid, keyed, answers.invited));
    },

    inviteByEmail: async (user: User, spaceId: string, email: string, keyed: Key): Promise<void> => {
      limit(user, spaceId);
      await settle(keyed, async () => {
        const actor = await inviter(user, spaceId);
        const uid = await accounts.uidOf(email);
        if (uid === undefined) await inviteAddress(actor, email, keyed);
        else await inviteUser(actor, uid, keyed, answers.invitedByEmail);
      });
    },
  };
}
