import type { MapPosition } from "@firecast/contract/issues/places";
import { days, toTimestamp } from "../../../platform/clock.js";
import { cellOf } from "../heatmap/cells.js";
import { intensityAt, warmthOf } from "../heatmap/heat.js";
import type { CampusPiles, Pile } from "../heatmap/piles.js";
import type { CampusWarmth } from "../heatmap/store.js";
import { added, contributionOf, type CountedIssue, nothing, type Sums } from "../statistics/contribution.js";

/** An organization's figures. */
export interface Figured {
  readonly sums: Sums;
  readonly campuses: ReadonlyMap<string, CampusPiles>;
}

/** An issue as far as it counts, and where its building is. */
export interface PlacedIssue extends CountedIssue {
  readonly campusId: string;
  readonly position?: MapPosition | undefined;
  readonly buildingPosition: MapPosition;
}

/** Counts all issues anew, one after the other. */
export function counter(): {
  add(issue: PlacedIssue): void;
  readonly issues: number;
  readonly counted: Figured;
} {
  let [sums, issues] = [nothing, 0];
  const campuses = new Map<string, Piles>();
  return {
    add: (issue) => {
      issues++;
      sums = added(sums, contributionOf(issue));
      if (issue.resolvedAt !== undefined) return;
      const campus = campuses.get(issue.campusId) ?? newPiles();
      campuses.set(issue.campusId, campus);
      const { buildingId, buildingPosition: position } = issue;
      const cell = cellOf(issue.position ?? position);
      const warmth = warmthOf(issue);
      campus.open++;
      campus.warmth += warmth;
      campus.buildings.set(buildingId, { ...heaped(campus.buildings.get(buildingId), warmth), position });
      campus.cells.set(cell, heaped(campus.cells.get(cell), warmth));
    },
    get issues() {
      return issues;
    },
    get counted() {
      return { sums, campuses };
    },
  };
}

interface Piles {
  open: number;
  warmth: number;
  readonly buildings: Map<string, Pile & { readonly position: MapPosition }>;
  readonly cells: Map<string, Pile>;
}

const newPiles = (): Piles => ({ open: 0, warmth: 0, buildings: new Map(), cells: new Map() });

const heaped = (pile: Pile | undefined, warmth: number): Pile => ({
  open: (pile?.open ?? 0) + 1,
  warmth: (pile?.warmth ?? 0) + warmth,
});

/** What is stored, in the same form. */
export const storedFigures = (sums: Sums, campuses: readonly CampusWarmth[]): Figured => ({
  sums,
  campuses: new Map(
    campuses.map(({ campusId, open, warmth, buildings, cells }) => [
      campusId,
      { open, warmth, buildings: new Map(Object.entries(buildings)), cells: new Map(Object.entries(cells)) },
    ]),
  ),
});

/** Dates before that are not shown, and are not kept. */
const keptDays = 45;
const keptFrom = (now: number): string => toTimestamp(now - days(keptDays)).slice(0, 10);

export const recentOnly = (counts: Readonly<Record<string, number>>, now: number): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([date]) => date >= keptFrom(now)));

/** What has to be added to what is stored, to be what was counted at the same moment; undefined where it is the same. */
export function driftOf(counted: Figured, stored: Figured, now: number): Figured | undefined {
  const between = added(counted.sums, stored.sums, -1);
  const [created, resolvedOn] = [recentOnly(between.created, now), recentOnly(between.resolvedOn, now)];
  const sums = { ...between, created, resolvedOn };
  const ids = [...new Set([...counted.campuses.keys(), ...stored.campuses.keys()])];
  const campuses = new Map<string, CampusPiles>();
  for (const id of ids) {
    const drift = campusDrift(
      counted.campuses.get(id) ?? newPiles(),
      stored.campuses.get(id) ?? newPiles(),
      now,
    );
    if (drift) campuses.set(id, drift);
  }
  const isSame = campuses.size === 0 && JSON.stringify(sums) === JSON.stringify(nothing);
  return isSame ? undefined : { sums, campuses };
}

function campusDrift(counted: CampusPiles, stored: CampusPiles, now: number): CampusPiles | undefined {
  const pile = between(counted, stored, now);
  const buildings = new Map<string, Pile & { position: MapPosition }>();
  for (const [id, { position }] of [...counted.buildings, ...stored.buildings]) {
    const drift = between(counted.buildings.get(id), stored.buildings.get(id), now);
    if (drift) buildings.set(id, { ...drift, position });
  }
  const cells = new Map<string, Pile>();
  for (const cell of [...counted.cells.keys(), ...stored.cells.keys()]) {
    const drift = between(counted.cells.get(cell), stored.cells.get(cell), now);
    if (drift) cells.set(cell, drift);
  }
  if (!pile && buildings.size === 0 && cells.size === 0) return undefined;
  return { ...(pile ?? none), buildings, cells };
}

const none: Pile = { open: 0, warmth: 0 };
/** Sums of doubles differ by the order in which they were made. */
const roundingOf = 1e-6;

/** Undefined where the difference is no more than rounding. */
function between(counted: Pile = none, stored: Pile = none, now: number): Pile | undefined {
  const drift = { open: counted.open - stored.open, warmth: counted.warmth - stored.warmth };
  if (drift.open !== 0) return drift;
  const seen = intensityAt({ open: 1, warmth: Math.abs(drift.warmth) }, now);
  return counted.open > 0 && seen > roundingOf * Math.max(1, counted.open) ? drift : undefined;
}
