import type { DocumentReference, Firestore, Query, Timestamp, Transaction } from "firebase-admin/firestore";
import { FieldPath } from "firebase-admin/firestore";
import { z } from "zod";
import { Timestamp as Rfc3339 } from "@firecast/contract/core/ids";
import { Issue } from "@firecast/contract/issues/issues";
import { Building } from "@firecast/contract/issues/places";
import { commit } from "../../../platform/firestore/commit.js";
import { ignoreConflict } from "../../../platform/firestore/ignoreConflict.js";
import { read } from "../../../platform/firestore/read.js";
import { decode, putVersion, updateVersion, type Versioned } from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import {
  buildingDocument,
  deletedBuildingDocument,
  issueDocument,
  recountDocument,
  statisticsDocument,
} from "../paths.js";

/** What counts of an issue. */
const Counted = Issue.pick({
  severity: true,
  category: true,
  campusId: true,
  buildingId: true,
  position: true,
  createdAt: true,
  resolvedAt: true,
});
type Counted = z.infer<typeof Counted>;

const Recounted = z.object({ at: Rfc3339, issues: z.int().nonnegative() });
export type Recounted = z.infer<typeof Recounted>;

const pageSize = 500;
/** Of the same database, but of a past moment. */
type AsOf = <T>(what: string, reading: (transaction: Transaction) => Promise<T>) => Promise<T>;

/** Reads all issues of an organization as of one moment, and what was known of its figures then. */
export function recountStore(firestore: Firestore, log: Log) {
  const recountAt = (organizationId: string): DocumentReference =>
    recountDocument.document(firestore, { organizationId });

  return {
    /** Organizations whose figures have changed since they were recounted, by id. */
    due: async (after: string | undefined, limit: number): Promise<string[]> => {
      const due = statisticsDocument
        .collection(firestore, {})
        .where("due", "==", true)
        .orderBy(FieldPath.documentId())
        .limit(limit);
      const { docs } = await read("figures", (after === undefined ? due : due.startAfter(after)).get());
      return docs.map(({ id }) => id);
    },

    /** The last recount, and the moment at which it is the last one. */
    last: async (
      organizationId: string,
    ): Promise<{ last: Versioned<Recounted> | undefined; now: Timestamp }> => {
      const snapshot = await read("recounts", recountAt(organizationId).get());
      return { last: decode(Recounted, snapshot, log), now: snapshot.readTime };
    },

    /** Firestore keeps what was for an hour. */
    asOf:
      (readTime: Timestamp): AsOf =>
      (what, reading) =>
        read(what, firestore.runTransaction(reading, { readOnly: true, readTime })),

    /** Page by page, so that 50,000 do not have to fit into memory. */
    issues: async function* (asOf: AsOf, organizationId: string): AsyncGenerator<readonly Counted[]> {
      const all: Query = issueDocument
        .collection(firestore, {})
        .where("organizationId", "==", organizationId)
        .orderBy(FieldPath.documentId())
        .select(...Object.keys(Counted.shape))
        .limit(pageSize);
      for (let after: string | undefined; ;) {
        const page = after === undefined ? all : all.startAfter(after);
        const { docs } = await asOf("issues", (transaction) => transaction.get(page));
        yield docs.flatMap((snapshot) => decode(Counted, snapshot, log)?.value ?? []);
        after = docs.at(-1)?.id;
        if (docs.length < pageSize) return;
      }
    },

    /** Also those that are deleted. */
    buildings: async (asOf: AsOf, ids: readonly string[]): Promise<Building[]> => {
      const found: Building[] = [];
      for (const { document } of [buildingDocument, deletedBuildingDocument]) {
        const missing = ids.filter((id) => !found.some((building) => building.id === id));
        if (missing.length === 0) break;
        const references = missing.map((buildingId) => document(firestore, { buildingId }));
        const snapshots = await asOf("buildings", (transaction) => transaction.getAll(...references));
        found.push(...snapshots.flatMap((snapshot) => decode(Building, snapshot, log)?.value ?? []));
      }
      return found;
    },

    /** @throws a conflict if another recount was made meanwhile: what it has added must not be added twice. */
    record: (
      organizationId: string,
      last: Pick<Versioned<unknown>, "version"> | undefined,
      recounted: Recounted,
      repair: Parameters<typeof commit>[2],
    ): Promise<Timestamp | undefined> =>
      commit(firestore, "a recount", (batch) => {
        putVersion(batch, recountAt(organizationId), last, recounted);
        repair(batch);
      }),

    /** Writes fields of a document that is still as it was read. */
    tidy: (
      reference: DocumentReference,
      seen: Pick<Versioned<unknown>, "version">,
      fields: object,
    ): Promise<unknown> =>
      ignoreConflict(commit(firestore, "figures", (batch) => updateVersion(batch, reference, seen, fields))),
  };
}

export type RecountStore = ReturnType<typeof recountStore>;
