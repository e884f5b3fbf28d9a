import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import type { User } from "../../platform/auth/user.js";
import { type Clock, minutes, seconds } from "../../platform/clock.js";
import type { Commit } from "../../platform/firestore/commit.js";
import { within } from "../../platform/firestore/grpc.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { derivedId } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { Problem } from "../../platform/problems.js";
import { onWakeUp, type WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { ClosingAccount } from "./closing.js";

/** What a feature does when an account ends: deletes what it holds of the user. Runs again until it has succeeded once. */
export type ForgetUser = (uid: string) => Promise<void>;

export interface DeletingDeps {
  closing: ClosingAccount;
  /** In this order. */
  forget: readonly ForgetUser[];
  /** Tells every instance to look at the account anew: its streams end. */
  userChanged(uid: string): Promise<void>;
  wakeUps: Pick<WakeUps, "add" | "announce">;
  commit: Commit;
  clock: Clock;
  log: Log;
}

/** As Firebase's own clients ask for it (https://firebase.google.com/docs/auth/web/manage-users#re-authenticate_a_user). */
const recentSignIn = minutes(5);

/** Less than a handler may take; what is not done by then is the wake-up's. */
const answerWithin = seconds(7);

/** What triggers and other instances write of the user, not knowing yet, is there by then. */
const lookAgainAfter = minutes(2);

const kind = "account_deletion";
const DeletionDue = z.object({ uid: Segment, incarnation: z.string().optional() });
type DeletionDue = z.infer<typeof DeletionDue>;

/**
 * Ends accounts. The wake-up is written before anything is deleted: it finishes what a crash has left, and in any case
 * looks again later. Every step may run twice; the account of Firebase Auth goes last.
 */
export function deleting(deps: DeletingDeps) {
  const { closing, forget, userChanged, wakeUps, commit, clock, log } = deps;

  const erase = async (uid: string): Promise<void> => {
    await closing.disable(uid);
    await userChanged(uid);
    for (const step of forget) await step(uid);
    await closing.remove(uid);
    log.info("account.deleted", { uid });
  };

  const begin = async (due: DeletionDue, dueAt: number, request?: IdempotentRequest<void>): Promise<void> => {
    const wakeUp = { id: derivedId(kind, due.uid), kind, dueAt, payload: due };
    await commit((batch) => {
      wakeUps.add(batch, wakeUp);
      request?.record(batch, undefined);
    });
    await wakeUps.announce(wakeUp);
  };

  const finish = onWakeUp(kind, DeletionDue, async ({ uid, incarnation }) => {
    const present = await closing.incarnation(uid);
    // The uid was given to a new account meanwhile: that one stays.
    if (present !== undefined && present !== incarnation) return;
    await erase(uid);
  });

  return {
    /** What the wake-up of a deletion does. */
    finish,

    /** Resolves when all is deleted, or after 7 s: then the rest is deleted soon. @throws Problem `forbidden`. */
    deleteOwn: async (
      { uid, signedInAt }: User,
      request: IdempotentRequest<void> | undefined,
    ): Promise<void> => {
      if (clock.now() - signedInAt > recentSignIn) {
        const detail = "Sign in again, then delete the account within 5 minutes.";
        throw new Problem("forbidden", { detail });
      }
      const incarnation = await closing.incarnation(uid);
      await begin(
        { uid, ...(incarnation !== undefined && { incarnation }) },
        clock.now() + lookAgainAfter,
        request,
      );
      try {
        await within(answerWithin, "deletion of an account", erase(uid));
      } catch (error) {
        log.error("account.deletion_put_off", error, { uid });
      }
    },

    /** Of an account that Firebase Auth does not know any more. */
    deleteRest: (uid: string): Promise<void> => begin({ uid }, clock.now()),
  };
}

export type Deleting = ReturnType<typeof deleting>;
