import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { Timestamp } from "@firecast/contract/core/ids";
import { accountsPerLookUp, type Directory } from "../../platform/auth/directory.js";
import { type Clock, days, toTimestamp } from "../../platform/clock.js";
import { commit } from "../../platform/firestore/commit.js";
import type { IdPage } from "../../platform/firestore/idsAfter.js";
import { read } from "../../platform/firestore/read.js";
import type { Log } from "../../platform/log.js";
import { accountSweepDocument } from "./paths.js";

/** How far the sweep has come. */
const Checkpoint = z.object({ after: z.string().optional(), finishedAt: Timestamp.optional() });

export interface SweepAccountsDeps {
  firestore: Firestore;
  directory: Directory;
  usersAfter(page: IdPage): Promise<string[]>;
  deleteRest(uid: string): Promise<void>;
  clock: Clock;
  log: Log;
}

/** One run looks at 10,000 users at most; the next one goes on from there. */
const pagesPerRun = 100;

/** From the end of one round to the beginning of the next. */
const restFor = days(1);

/**
 * Finds users whose account was deleted in Firebase Auth itself: Cloud Functions of the second generation have no trigger
 * for that (https://firebase.google.com/docs/functions/auth-events). Safe to repeat and to run twice at once.
 */
export async function sweepAccounts(deps: SweepAccountsDeps): Promise<number> {
  const { firestore, directory, usersAfter, deleteRest, clock, log } = deps;
  const document = accountSweepDocument.document(firestore, {});
  const snapshot = await read("a checkpoint", document.get());
  const { after: from, finishedAt } = Checkpoint.safeParse(snapshot.data()).data ?? {};
  if (finishedAt !== undefined && clock.now() - Date.parse(finishedAt) < restFor) return 0;

  let [after, looked, gone] = [from, 0, 0];
  for (let page = 0; page < pagesPerRun; page++) {
    const uids = await usersAfter({ after, limit: accountsPerLookUp });
    const accounts = uids.length > 0 ? await directory.find(uids) : new Map();
    const missing = uids.filter((uid) => !accounts.has(uid));
    for (const uid of missing) await deleteRest(uid);
    [looked, gone] = [looked + uids.length, gone + missing.length];
    after = uids.length < accountsPerLookUp ? undefined : uids.at(-1);
    const checkpoint = after === undefined ? { finishedAt: toTimestamp(clock.now()) } : { after };
    await commit(firestore, "a checkpoint", (batch) => batch.set(document, checkpoint));
    if (after === undefined) break;
  }
  log.info("accounts.swept", { looked, gone });
  return gone;
}
