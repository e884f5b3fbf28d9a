import type { Timestamp } from "firebase-admin/firestore";
import type { HeatCell, Heatmap } from "@firecast/contract/issues/figures";
import { toTimestamp } from "../../../platform/clock.js";
import { type Box, finest, isIn, middleOf } from "./cells.js";
import { intensityAt } from "./heat.js";
import type { CampusWarmth, Warm } from "./store.js";

interface Part {
  /** Without one: everything. */
  readonly box?: Box | undefined;
  /** Of the cells. */
  readonly level?: number;
  /** What has changed since alone; cells that are cold now are then told, too. */
  readonly since?: Timestamp | undefined;
}

/** What is shown of the sums at a time, ms. */
export function heatmapOf(campuses: readonly CampusWarmth[], now: number, part: Part = {}): Heatmap {
  const { box, level = finest, since } = part;
  const isWanted = ({ open, at }: Warm): boolean => (since ? at.toMillis() >= since.toMillis() : open > 0);
  const shown = (warm: Pick<Warm, "open" | "warmth">) => ({
    intensity: intensityAt(warm, now),
    open: Math.max(0, warm.open),
  });
  const buildings = campuses.flatMap((campus) =>
    Object.entries(campus.buildings)
      .filter(([, warm]) => isWanted(warm) && (!box || isIn(box, warm.position)))
      .map(([buildingId, warm]) => ({ buildingId, ...shown(warm) })),
  );
  return {
    at: toTimestamp(now),
    campuses: campuses
      .filter((campus) => isWanted(campus) && (!box || touches(campus, box)))
      .map(({ campusId, ...warm }) => ({ campusId, ...shown(warm) })),
    buildings,
    cells: cellsOf(
      campuses,
      level,
      (cell, warm) => isWanted(warm) && (!box || isIn(box, middleOf(cell))),
    ).map(({ cell, ...warm }): HeatCell => ({ cell, ...middleOf(cell), ...shown(warm) })),
  };
}

/** Cells of a level: each the sum of the finest ones in it that are wanted. */
function cellsOf(
  campuses: readonly CampusWarmth[],
  level: number,
  isWanted: (cell: string, warm: Warm) => boolean,
): { cell: string; open: number; warmth: number }[] {
  const sums = new Map<string, { cell: string; open: number; warmth: number }>();
  for (const { cells } of campuses) {
    for (const [finestCell, warm] of Object.entries(cells)) {
      if (!isWanted(finestCell, warm)) continue;
      const cell = finestCell.slice(0, level);
      const { open = 0, warmth = 0 } = sums.get(cell) ?? {};
      sums.set(cell, { cell, open: open + warm.open, warmth: warmth + warm.warmth });
    }
  }
  return [...sums.values()];
}

const touches = ({ buildings, cells }: CampusWarmth, box: Box): boolean =>
  Object.values(buildings).some(({ position }) => isIn(box, position)) ||
  Object.keys(cells).some((cell) => isIn(box, middleOf(cell)));
