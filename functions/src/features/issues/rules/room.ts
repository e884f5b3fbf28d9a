import { type Clock, seconds } from "../../../platform/clock.js";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import { Problem } from "../../../platform/problems.js";
import type { HeatStore } from "../heatmap/store.js";
import type { StatisticsStore } from "../statistics/store.js";

/** Of an organization: one document counts them. */
export const mostCategories = 200;
/** Of a campus, with open issues or some that were open lately: one document holds their heat. */
export const mostCells = 4000;

const lookedAtAgainAfter = seconds(30);
const remembered = 1000;

/** Refuses what would make a document of sums grow beyond what one holds: else one user who names new things could stop all writes. */
export interface Room {
  /** @throws Problem `conflict`. */
  requireCategory(organizationId: string, category: string): Promise<void>;
  /** @throws Problem `conflict`. */
  requireCell(campusId: string, cell: string): Promise<void>;
}

interface Deps {
  readonly statistics: Pick<StatisticsStore, "sums">;
  readonly heat: Pick<HeatStore, "campus">;
  readonly clock: Clock;
}

export function roomIn({ statistics, heat, clock }: Deps): Room {
  const categories = atMostOf(mostCategories, clock, async (organizationId) =>
    Object.keys((await statistics.sums(organizationId))?.value.byCategory ?? {}),
  );
  const cells = atMostOf(mostCells, clock, async (campusId) =>
    Object.keys((await heat.campus(campusId))?.value.cells ?? {}),
  );
  return {
    requireCategory: async (organizationId, category) => {
      if (await categories(organizationId, category)) return;
      throw new Problem("conflict", { detail: `An organization has at most ${mostCategories} categories.` });
    },
    requireCell: async (campusId, cell) => {
      if (await cells(campusId, cell)) return;
      throw new Problem("conflict", {
        detail: `The map of a campus has at most ${mostCells} cells: leave the position out.`,
      });
    },
  };
}

/** Whether a document has the name or room for it, by what was read of it at most 30 s ago and asked for since. */
function atMostOf(most: number, clock: Clock, read: (id: string) => Promise<readonly string[]>) {
  const known = lazyCache<string, Set<string>>({
    max: remembered,
    ttl: lookedAtAgainAfter,
    ttlResolution: 0,
    perf: clock,
  });
  return async (id: string, name: string): Promise<boolean> => {
    const names = known.get(id) ?? new Set(await read(id));
    if (!known.has(id)) known.set(id, names);
    if (!names.has(name) && names.size >= most) return false;
    names.add(name);
    return true;
  };
}
