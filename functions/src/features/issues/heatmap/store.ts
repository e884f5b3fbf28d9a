import {
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  type Query,
  Timestamp,
  type WriteBatch,
} from "firebase-admin/firestore";
import { z } from "zod";
import type { Issue } from "@firecast/contract/issues/issues";
import { type Building, MapPosition } from "@firecast/contract/issues/places";
import { read, readDocument } from "../../../platform/firestore/read.js";
import {
  decode,
  deleteVersion,
  updateVersion,
  type Versioned,
} from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { heatDocument } from "../paths.js";
import { cellOf } from "./cells.js";
import { warmthOf } from "./heat.js";
import type { CampusPiles, Pile } from "./piles.js";

/** A sum over open issues, and when it last changed. */
const Warm = z.object({ open: z.number(), warmth: z.number(), at: z.instanceof(Timestamp) });
export const CampusWarmth = Warm.extend({
  campusId: z.string(),
  buildings: z.record(z.string(), Warm.extend({ position: MapPosition })).default({}),
  cells: z.record(z.string(), Warm).default({}),
});

export type Warm = z.infer<typeof Warm>;
export type CampusWarmth = z.infer<typeof CampusWarmth>;

type Place = Pick<Building, "id" | "campusId" | "organizationId" | "position">;

/** An issue and the building that it is in. */
export interface Placed {
  readonly issue: Issue;
  readonly building: Place;
}

interface Move {
  /** As it was. */
  readonly building: Place;
  readonly to: MapPosition;
  /** Those of it that are open. */
  readonly issues: readonly Issue[];
}

/** Sums per campus, building and cell of the map, as of one fixed moment: see `heat.ts`. Changed by increments. */
export function heatStore(firestore: Firestore, log: Log) {
  const heatAt = (campusId: string) => heatDocument.document(firestore, { campusId });
  const heat = heatDocument.collection(firestore, {});

  const put = (batch: WriteBatch, { issue, building }: Placed, times: 1 | -1): void => {
    if (issue.status === "resolved") return;
    const { campusId, organizationId, position } = building;
    const changes = {
      open: FieldValue.increment(times),
      warmth: FieldValue.increment(times * warmthOf(issue)),
      at: FieldValue.serverTimestamp(),
    };
    const cell = cellIn({ issue, building });
    const change = {
      ...{ campusId, organizationId, ...changes },
      buildings: { [building.id]: { position, ...changes } },
      cells: { [cell]: changes },
    };
    batch.set(heatAt(campusId), change, { merge: true });
  };

  const ofOrganization = (organizationId: string): Query =>
    heat.where("organizationId", "==", organizationId);
  const decoded = (docs: readonly DocumentSnapshot[]): CampusWarmth[] =>
    docs.flatMap((snapshot) => decode(CampusWarmth, snapshot, log)?.value ?? []);

  return {
    document: heatAt,
    ofOrganization,
    decoded,

    /** In the commit that changes the issue. */
    add: (batch: WriteBatch, before: Placed | undefined, after: Placed | undefined): void => {
      if (before && after && isAsWarm(before, after)) return;
      if (before) put(batch, before, -1);
      if (after) put(batch, after, 1);
    },

    /** A building stands elsewhere, and with it its open issues that say no position of their own. */
    move: (batch: WriteBatch, seen: Versioned<CampusWarmth>, { building, to, issues }: Move): void => {
      const { id, campusId, position: from } = building;
      const placed = issues.filter(({ position }) => position === undefined);
      const warmth = placed.reduce((sum, issue) => sum + warmthOf(issue), 0);
      const at = FieldValue.serverTimestamp();
      const changed = (times: 1 | 0 | -1) => ({
        open: FieldValue.increment(times * placed.length),
        warmth: FieldValue.increment(times * warmth),
        at,
      });
      const [left, entered] = [cellOf(from), cellOf(to)];
      const isElsewhere = placed.length > 0 && left !== entered;
      const change = {
        buildings: { [id]: { position: to, ...changed(0) } },
        ...(isElsewhere && { cells: { [left]: changed(-1), [entered]: changed(1) } }),
      };
      updateVersion(batch, heatAt(campusId), seen, { at });
      batch.set(heatAt(campusId), change, { merge: true });
    },

    /** With its campus. */
    remove: (batch: WriteBatch, seen: Versioned<CampusWarmth>): void =>
      deleteVersion(batch, heatAt(seen.value.campusId), seen),

    /** Undefined for one that has never had an issue. */
    campus: (campusId: string): Promise<Versioned<CampusWarmth> | undefined> =>
      readDocument(CampusWarmth, heatAt(campusId), log),

    version: (snapshot: DocumentSnapshot): Versioned<CampusWarmth> | undefined =>
      decode(CampusWarmth, snapshot, log),

    /** Adds what a recount has found missing. */
    repair: (batch: WriteBatch, organizationId: string, missing: ReadonlyMap<string, CampusPiles>): void => {
      const at = FieldValue.serverTimestamp();
      const changes = ({ open, warmth }: Pile) => ({
        open: FieldValue.increment(open),
        warmth: FieldValue.increment(warmth),
        at,
      });
      for (const [campusId, piles] of missing) {
        const buildings = [...piles.buildings].map(([id, pile]): [string, object] => [
          id,
          { position: pile.position, ...changes(pile) },
        ]);
        const cells = [...piles.cells].map(([cell, pile]): [string, object] => [cell, changes(pile)]);
        const change = {
          ...{ campusId, organizationId, ...changes(piles) },
          // Firestore would take an empty map for the new value of all of it.
          ...(buildings.length > 0 && { buildings: Object.fromEntries<object>(buildings) }),
          ...(cells.length > 0 && { cells: Object.fromEntries<object>(cells) }),
        };
        batch.set(heatAt(campusId), change, { merge: true });
      }
    },

    /** A document for each campus; of all, or of those that have changed since, and as of when that is so. */
    campuses: async (organizationId: string, since?: Timestamp) => {
      const own = ofOrganization(organizationId);
      const { docs, readTime } = await read("heat", (since ? own.where("at", ">=", since) : own).get());
      return { campuses: decoded(docs), asOf: readTime };
    },
  };
}

/** Whether a change of an issue changes nothing on the map. */
const isAsWarm = (before: Placed, after: Placed): boolean =>
  warmthOf(before.issue) === warmthOf(after.issue) &&
  before.building.id === after.building.id &&
  cellIn(before) === cellIn(after);

const cellIn = ({ issue, building }: Placed): string => cellOf(issue.position ?? building.position);

export type HeatStore = ReturnType<typeof heatStore>;
