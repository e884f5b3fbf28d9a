import { setTimeout as delay } from "node:timers/promises";
import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { type Clock, hours } from "../clock.js";
import { commit } from "../firestore/commit.js";
import { path } from "../firestore/path.js";
import { readDocument } from "../firestore/read.js";
import { retryOnConflict } from "../firestore/retryOnConflict.js";
import { putVersion } from "../firestore/versioned.js";
import { derivedId, type Random } from "../ids.js";
import type { Log } from "../log.js";
import { type FleetBuckets, fleetBuckets, type Settle } from "./fleetBuckets.js";
import { settle } from "./ledger.js";

/** The id is a hash of what is bounded: the document names no user. */
export const rateLedgerDocument = path("rateLedgers/{id}");

const StoredLedger = z.object({
  tokens: z.number(),
  at: z.number(),
  spent: z.object({ slot: z.number(), counts: z.array(z.number()).max(64) }),
});

/** A ledger that no instance has touched for some minutes is as good as none. */
const keptFor = hours(1);

/** Instances that settle at once part after a moment. */
const patience = { attempts: 10, baseMs: 15, longestMs: 250 };

interface LedgerStoreDeps {
  readonly firestore: Firestore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  pause(ms: number): Promise<unknown>;
}

/** One read, and one write unless nothing is told and nothing granted. */
export function ledgerStore({ firestore, clock, random, log, pause }: LedgerStoreDeps): Settle {
  return (key, limit, claim) => {
    const reference = rateLedgerDocument.document(firestore, { id: derivedId(key) });
    return retryOnConflict(
      undefined,
      async () => {
        const seen = await readDocument(StoredLedger, reference, log);
        const now = clock.now();
        const settlement = settle(seen?.value, limit, claim, now);
        if (claim.told === 0 && settlement.granted === 0) return settlement;
        const document = { ...settlement.ledger, expireAt: Timestamp.fromMillis(now + keptFor) };
        await commit(firestore, "a limit's ledger", (batch) => putVersion(batch, reference, seen, document));
        return settlement;
      },
      {
        attempts: patience.attempts,
        pause: (lost) => pause(random() * Math.min(patience.longestMs, patience.baseMs * 2 ** lost)),
      },
    );
  };
}

/** Shared buckets whose ledgers lie in Firestore. */
export const firestoreBuckets = (deps: Omit<LedgerStoreDeps, "pause">): FleetBuckets =>
  fleetBuckets({ ...deps, settle: ledgerStore({ ...deps, pause: delay }) });
