import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import type { Call } from "../../platform/call.js";
import { type Clock, minutes, seconds } from "../../platform/clock.js";
import type { Commit } from "../../platform/firestore/commit.js";
import { within } from "../../platform/firestore/grpc.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { derivedId } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { Problem } from "../../platform/problems.js";
import { onWakeUp, type WakeUpHandler, type WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { AuthAccounts } from "./authAccounts.js";

/** What a feature does when an account ends: deletes what it holds of the user. Runs again until it has succeeded once. */
export type ForgetUser = (uid: string) => Promise<void>;

export interface DeletionDeps {
  readonly authAccounts: AuthAccounts;
  /** In this order. */
  readonly forget: readonly ForgetUser[];
  /** Tells every instance to look at the account anew: its streams end. */
  userChanged(uid: string): Promise<void>;
  readonly wakeUps: Pick<WakeUps, "add" | "announce">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly log: Log;
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

type Deletion = Call<void>;

/**
 * Ends the user's own account. The wake-up is written before anything is deleted: it finishes what a crash has left, and
 * in any case looks again later. Resolves when all is deleted, or after 7 s: then the rest is deleted soon.
 *
 * @throws Problem `forbidden`.
 */
export async function deleteAccount(deps: DeletionDeps, { user, request }: Deletion): Promise<void> {
  const { authAccounts, clock, log } = deps;
  const { uid, signedInAt } = user;
  if (clock.now() - signedInAt > recentSignIn) {
    const detail = "Sign in again, then delete the account within 5 minutes.";
    throw new Problem("forbidden", { detail });
  }
  const incarnation = await authAccounts.incarnation(uid);
  const due = { uid, ...(incarnation !== undefined && { incarnation }) };
  await scheduleDeletion(deps, due, clock.now() + lookAgainAfter, request);
  try {
    await within(answerWithin, "deletion of an account", erase(deps, uid));
  } catch (error) {
    log.error("account.deletion_put_off", error, { uid });
  }
}

/** Deletes what is left of an account that Firebase Auth does not know any more. */
export const deleteRest = (deps: DeletionDeps, uid: string): Promise<void> =>
  scheduleDeletion(deps, { uid }, deps.clock.now());

/** What the wake-up of a deletion does. */
export const finishDeletion = (deps: DeletionDeps): WakeUpHandler =>
  onWakeUp(kind, DeletionDue, async ({ uid, incarnation }) => {
    const present = await deps.authAccounts.incarnation(uid);
    // The uid was given to a new account meanwhile: that one stays.
    if (present !== undefined && present !== incarnation) return;
    await erase(deps, uid);
  });

/** Every step may run twice; the account of Firebase Auth goes last. */
async function erase({ authAccounts, forget, userChanged, log }: DeletionDeps, uid: string): Promise<void> {
  await authAccounts.disable(uid);
  await userChanged(uid);
  for (const step of forget) await step(uid);
  await authAccounts.remove(uid);
  log.info("account.deleted", { uid });
}

async function scheduleDeletion(
  { wakeUps, commit }: DeletionDeps,
  due: DeletionDue,
  dueAt: number,
  request?: IdempotentRequest<void>,
): Promise<void> {
  const wakeUp = { id: derivedId(kind, due.uid), kind, dueAt, payload: due };
  await commit((batch) => {
    wakeUps.add(batch, wakeUp);
    request?.record(batch, undefined);
  });
  await wakeUps.announce(wakeUp);
}
