import { FieldValue, type Timestamp } from "firebase-admin/firestore";
import { hours } from "../../../platform/clock.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import type { CampusWarmth, Warm } from "../heatmap/store.js";
import type { Sums } from "../statistics/contribution.js";
import { recentOnly } from "./counted.js";

/** Statistics that are right as they are: without what is not shown, and not due until something changes. */
export const tidied = (sums: Sums, now: number) => ({
  byCategory: withoutZeros(sums.byCategory),
  byBuilding: withoutZeros(sums.byBuilding),
  created: recentOnly(sums.created, now),
  resolvedOn: recentOnly(sums.resolvedOn, now),
  due: FieldValue.delete(),
});

const withoutZeros = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

/** What has been cold for so long was told to all who follow it. */
const coldFor = hours(1);

interface Tidied {
  readonly campusId: string;
  readonly version: Timestamp;
  readonly fields: object;
}

/** Maps without what is cold: of those campuses that have such. */
export function tidiedCampuses(campuses: readonly Versioned<CampusWarmth>[], now: number): Tidied[] {
  const isKept = ([, { open, at }]: [string, Warm]): boolean => open !== 0 || now - at.toMillis() < coldFor;
  return campuses.flatMap(({ value, version }) => {
    const [buildings, cells] = [Object.entries(value.buildings), Object.entries(value.cells)];
    if (buildings.every(isKept) && cells.every(isKept)) return [];
    const fields = {
      buildings: Object.fromEntries(buildings.filter(isKept)),
      cells: Object.fromEntries(cells.filter(isKept)),
    };
    return [{ campusId: value.campusId, version, fields }];
  });
}
