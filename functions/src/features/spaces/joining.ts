import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { notFound } from "../../platform/problems.js";
import type { Outcome } from "./outcome.js";
import { carryOut, type Carrier } from "./carryOut.js";
import { decideJoin } from "./decide.js";
import { addressOf } from "./invitee.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";

export const joining =
  (deps: Carrier & { clock: Clock }) =>
  async (user: User, spaceId: string, request: IdempotentRequest<Outcome> | undefined): Promise<Outcome> => {
    const { store, clock, limit } = deps;
    limit(user, spaceId);
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
      return carryOut(deps, {
        decision,
        by: user.uid,
        seen,
        also: (batch) => {
          // Good for one joining: who is removed later needs another one.
          if (email !== undefined && invite) store.takeInvite(batch, spaceId, email, invite);
        },
        request,
      });
    });
  };
