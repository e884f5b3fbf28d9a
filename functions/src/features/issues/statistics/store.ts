import {
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import type { Issue } from "@firecast/contract/issues/issues";
import { readDocument } from "../../../platform/firestore/read.js";
import { decode, type Versioned } from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { statisticsDocument } from "../paths.js";
import { differenceOf, nothing, type Sums } from "./contribution.js";

const Counts = z.record(z.string(), z.number()).default({});
export const StoredSums = z.object({
  open: z.number().default(0),
  resolved: z.number().default(0),
  bySeverity: Counts,
  byCategory: Counts,
  byBuilding: Counts,
  resolvingMs: z.number().default(0),
  created: Counts,
  resolvedOn: Counts,
  /** When they last changed. `due` beside it: since the last recount. */
  at: z.instanceof(Timestamp),
});

/** Sums per organization. They are changed by increments: writers of one organization do not wait for each other. */
export function statisticsStore(firestore: Firestore, log: Log) {
  const sumsAt = (organizationId: string) => statisticsDocument.document(firestore, { organizationId });

  return {
    document: sumsAt,
    decoded: (snapshot: DocumentSnapshot): Sums | undefined => decode(StoredSums, snapshot, log)?.value,

    /** Undefined for an organization that has never had an issue. */
    sums: (organizationId: string): Promise<Versioned<Sums> | undefined> =>
      readDocument(StoredSums, sumsAt(organizationId), log),

    version: (snapshot: DocumentSnapshot): Versioned<Sums> | undefined => decode(StoredSums, snapshot, log),

    /** Adds what a recount has found missing. */
    repair: (batch: WriteBatch, organizationId: string, missing: Sums): void => {
      if (missing === nothing) return;
      const change = { ...incrementsOf(missing), at: FieldValue.serverTimestamp() };
      batch.set(sumsAt(organizationId), { organizationId, ...change }, { merge: true });
    },

    /** In the commit that changes the issue. */
    add: (batch: WriteBatch, before: Issue | undefined, after: Issue | undefined): void => {
      const organizationId = (after ?? before)?.organizationId;
      if (organizationId === undefined) return;
      const increments = incrementsOf(differenceOf(before, after));
      if (Object.keys(increments).length === 0) return;
      const change = { ...increments, at: FieldValue.serverTimestamp(), due: true };
      batch.set(sumsAt(organizationId), { organizationId, ...change }, { merge: true });
    },
  };
}

export type StatisticsStore = ReturnType<typeof statisticsStore>;

/** Only what changes: Firestore would take an empty map for the new value of all of it. */
const incrementsOf = ({ open, resolved, resolvingMs, ...records }: Sums): object => ({
  ...eachOf({ open, resolved, resolvingMs }),
  ...Object.fromEntries(
    Object.entries(records)
      .map(([name, counts]) => [name, eachOf(counts)] as const)
      .filter(([, increments]) => Object.keys(increments).length > 0),
  ),
});

const eachOf = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(counts)
      .filter(([, count]) => count !== 0)
      .map(([key, count]) => [key, FieldValue.increment(count)]),
  );
