import { seconds } from "../../../platform/clock.js";
import type { CampusWarmth, Warm } from "./store.js";

/** Parts of a map, by their names. */
export interface Changes {
  readonly campuses: ReadonlySet<string>;
  readonly buildings: ReadonlySet<string>;
  readonly cells: ReadonlySet<string>;
}

/**
 * The time in a sum is that at which Firestore has begun with the commit. It is there when the commit ends, and commits of
 * one document wait for each other.
 */
export const commitWithin = seconds(10);

/** What a reader of the earlier state has to be told. */
export function changesBetween(before: readonly CampusWarmth[], after: readonly CampusWarmth[]): Changes {
  const earlier = new Map(before.map((campus) => [campus.campusId, campus]));
  return changesWhere(
    after.filter((campus) => earlier.get(campus.campusId) !== campus),
    ({ campusId }) => {
      const was = earlier.get(campusId);
      return {
        campus: (warm) => !isSame(warm, was),
        building: (warm, id) => !isSame(warm, was?.buildings[id]),
        cell: (warm, cell) => !isSame(warm, was?.cells[cell]),
      };
    },
  );
}

/** The same where the earlier state is not known, but when that was, ms: what may have been told already is among it. */
export const changesSince = (since: number, after: readonly CampusWarmth[]): Changes => {
  const isNew = ({ at }: Warm): boolean => at.toMillis() >= since - commitWithin;
  return changesWhere(after, () => ({ campus: isNew, building: isNew, cell: isNew }));
};

const isSame = (warm: Warm, was: Warm | undefined): boolean =>
  was !== undefined && warm.open === was.open && warm.warmth === was.warmth && warm.at.isEqual(was.at);

interface IsNew {
  campus(warm: Warm): boolean;
  building(warm: Warm, id: string): boolean;
  cell(warm: Warm, cell: string): boolean;
}

function changesWhere(after: readonly CampusWarmth[], isNewOf: (campus: CampusWarmth) => IsNew): Changes {
  const campuses = new Set<string>();
  const buildings = new Set<string>();
  const cells = new Set<string>();
  for (const campus of after) {
    const isNew = isNewOf(campus);
    if (isNew.campus(campus)) campuses.add(campus.campusId);
    for (const [id, warm] of Object.entries(campus.buildings))
      if (isNew.building(warm, id)) buildings.add(id);
    for (const [cell, warm] of Object.entries(campus.cells)) if (isNew.cell(warm, cell)) cells.add(cell);
  }
  return { campuses, buildings, cells };
}
