import { nothing, type Sums } from "../statistics/contribution.js";
import type { CampusPiles } from "../heatmap/piles.js";
import type { Figured } from "./counted.js";

/** What one commit adds to the figures. */
export interface Repair {
  readonly sums: Sums;
  readonly campuses: ReadonlyMap<string, CampusPiles>;
}

/** Of a campus in one commit: Firestore makes at most 500 transformations of a document, and each takes three. */
const most = 150;

/** In how many commits a drift is repaired: one, also without a drift, unless much of a map was lost. */
export function commitsOf(drift: Figured | undefined): Repair[] {
  if (!drift) return [{ sums: nothing, campuses: new Map() }];
  const commits: { sums: Sums; campuses: Map<string, CampusPiles> }[] = [
    { sums: drift.sums, campuses: new Map() },
  ];
  for (const [campusId, { open, warmth, ...piles }] of drift.campuses) {
    const buildings = [...piles.buildings];
    const cells = [...piles.cells];
    const count = Math.max(1, Math.ceil(Math.max(buildings.length, cells.length) / (most / 2)));
    for (let part = 0; part < count; part++) {
      const commit = (commits[part] ??= { sums: nothing, campuses: new Map() });
      const [from, to] = [(part * most) / 2, ((part + 1) * most) / 2];
      commit.campuses.set(campusId, {
        ...(part === 0 ? { open, warmth } : { open: 0, warmth: 0 }),
        buildings: new Map(buildings.slice(from, to)),
        cells: new Map(cells.slice(from, to)),
      });
    }
  }
  return commits;
}
