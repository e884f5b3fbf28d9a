import type { HeatCell, Heatmap } from "@firecast/contract/issues/figures";
import { toTimestamp } from "../../../platform/clock.js";
import { type Box, finest, isIn, middleOf, overlaps } from "./cells.js";
import type { Changes } from "./changes.js";
import { intensityAt } from "./heat.js";
import type { Pile } from "./piles.js";
import type { CampusWarmth } from "./store.js";

interface Part {
  /** Without one: everything. */
  readonly box?: Box | undefined;
  /** Of the cells. */
  readonly level?: number;
  /** What has changed, also what is cold now. */
  readonly changes?: Changes | undefined;
  /** All that is warm. Default: unless `changes` says otherwise. */
  readonly isFull?: boolean;
}

/** What is shown of the sums at a time, ms. */
export function heatmapOf(campuses: readonly CampusWarmth[], now: number, part: Part = {}): Heatmap {
  const { box, level = finest, changes, isFull = !changes } = part;
  const isWanted = (changed: ReadonlySet<string> | undefined, name: string, { open }: Pile): boolean =>
    (isFull && open > 0) || changed?.has(name) === true;
  const shown = (warm: Pile) => ({
    intensity: intensityAt(warm, now),
    open: Math.max(0, warm.open),
  });
  const buildings = campuses.flatMap((campus) =>
    Object.entries(campus.buildings)
      .filter(([id, warm]) => isWanted(changes?.buildings, id, warm) && (!box || isIn(box, warm.position)))
      .map(([buildingId, warm]) => ({ buildingId, ...shown(warm) })),
  );
  const finestCells = [...heaped(campuses)].filter(
    ([cell, warm]) => isWanted(changes?.cells, cell, warm) && (!box || overlaps(box, cell)),
  );
  return {
    at: toTimestamp(now),
    campuses: campuses
      .filter(
        (campus) => isWanted(changes?.campuses, campus.campusId, campus) && (!box || touches(campus, box)),
      )
      .map(({ campusId, ...warm }) => ({ campusId, ...shown(warm) })),
    buildings,
    cells: [...atLevel(finestCells, level)].map(([cell, warm]): HeatCell => ({
      cell,
      ...middleOf(cell),
      ...shown(warm),
    })),
  };
}

/** The finest cells: one that several campuses have issues in is the sum of theirs. */
const heaped = (campuses: readonly CampusWarmth[]): Map<string, Pile> =>
  sumOf(campuses.flatMap(({ cells }) => Object.entries(cells)));

/** Cells of a level: each the sum of the finest ones in it. */
const atLevel = (cells: readonly (readonly [string, Pile])[], level: number): Map<string, Pile> =>
  sumOf(cells.map(([cell, pile]) => [cell.slice(0, level), pile]));

function sumOf(cells: readonly (readonly [string, Pile])[]): Map<string, Pile> {
  const sums = new Map<string, Pile>();
  for (const [cell, pile] of cells) {
    const { open, warmth } = sums.get(cell) ?? { open: 0, warmth: 0 };
    sums.set(cell, { open: open + pile.open, warmth: warmth + pile.warmth });
  }
  return sums;
}

const touches = ({ buildings, cells }: CampusWarmth, box: Box): boolean =>
  Object.values(buildings).some(({ position }) => isIn(box, position)) ||
  Object.keys(cells).some((cell) => overlaps(box, cell));
