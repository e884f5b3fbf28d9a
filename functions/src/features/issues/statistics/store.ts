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
import { decode } from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { statisticsDocument } from "../paths.js";
import { differenceOf, type Sums } from "./contribution.js";

const Counts = z.record(z.string(), z.number()).default({});
const StoredSums = z.object({
  open: z.number().default(0),
  resolved: z.number().default(0),
  bySeverity: Counts,
  byCategory: Counts,
  byBuilding: Counts,
  resolvingMs: z.number().default(0),
  created: Counts,
  resolvedOn: Counts,
  /** When they last changed. */
  at: z.instanceof(Timestamp),
});

/** Sums per organization. They are changed by increments: writers of one organization do not wait for each other. */
export function statisticsStore(firestore: Firestore, log: Log) {
  const sumsAt = (organizationId: string) => statisticsDocument.document(firestore, { organizationId });

  return {
    document: sumsAt,
    decoded: (snapshot: DocumentSnapshot): Sums | undefined => decode(StoredSums, snapshot, log)?.value,

    /** Undefined for an organization that has never had an issue. */
    sums: async (organizationId: string): Promise<(Sums & { readonly at: Timestamp }) | undefined> =>
      (await readDocument(StoredSums, sumsAt(organizationId), log))?.value,

    /** In the commit that changes the issue. */
    add: (batch: WriteBatch, before: Issue | undefined, after: Issue | undefined): void => {
      const organizationId = (after ?? before)?.organizationId;
      if (organizationId === undefined) return;
      const change = { ...incrementsOf(differenceOf(before, after)), at: FieldValue.serverTimestamp() };
      batch.set(sumsAt(organizationId), { organizationId, ...change }, { merge: true });
    },
  };
}

export type StatisticsStore = ReturnType<typeof statisticsStore>;

const incrementsOf = ({ open, resolved, resolvingMs, ...records }: Sums) => ({
  open: FieldValue.increment(open),
  resolved: FieldValue.increment(resolved),
  resolvingMs: FieldValue.increment(resolvingMs),
  ...Object.fromEntries(Object.entries(records).map(([name, counts]) => [name, eachOf(counts)])),
});

const eachOf = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, FieldValue.increment(count)]));
