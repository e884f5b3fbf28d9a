import type { Timestamp } from "firebase-admin/firestore";
import { type Channel, channelOf } from "@firecast/contract/core/channel";
import {
  campusHeatmapChannel,
  type Heatmap,
  heatmapChannel,
  type HeatmapUpdated,
  issueStatsChannel,
} from "@firecast/contract/issues/figures";
import type { Writes } from "../../../platform/firestore/commit.js";
import type { Publisher } from "../../../realtime/index.js";
import { heatmapOf } from "../heatmap/heatmapOf.js";
import type { CampusWarmth, HeatStore } from "../heatmap/store.js";
import type { StatisticsStore } from "../statistics/store.js";
import { statisticsOf } from "../statistics/statisticsOf.js";

/** Something that issues add up to, and that a channel tells of. */
export interface Figure {
  readonly channel: Channel;
  /**
   * What has changed since what was stored then, or without a time all there is, as it is shown at `now`, ms. Undefined if there is
   * nothing to tell.
   */
  news(since: Timestamp | undefined, now: number): Promise<News | undefined>;
}

export interface News {
  /** It tells what was stored by then. */
  readonly asOf: Timestamp;
  /** Tells it, in one commit with the writes. */
  append(writes: Writes): Promise<unknown>;
}

interface Deps {
  readonly heat: HeatStore;
  readonly statistics: StatisticsStore;
  readonly publisher: Pick<Publisher, "append">;
}

export type Figures = ReturnType<typeof figuresOf>;

interface HeatUpdate {
  readonly type: "heatmap:updated";
  readonly data: HeatmapUpdated;
}

export function figuresOf({ heat, statistics, publisher }: Deps) {
  const heatNews = (
    tell: (events: HeatUpdate[], writes: Writes) => Promise<unknown>,
    campuses: readonly CampusWarmth[],
    { asOf, since, now }: { asOf: Timestamp; since: Timestamp | undefined; now: number },
  ): News | undefined => {
    if (campuses.length === 0) return undefined;
    const parts = partsOf(heatmapOf(campuses, now, { since }));
    const events = parts.map((part, index) => ({
      type: "heatmap:updated" as const,
      data: { ...part, full: since === undefined && index === 0 },
    }));
    return { asOf, append: (writes) => tell(events, writes) };
  };

  return {
    ofStatistics: (organizationId: string): Figure => {
      const channel = channelOf(issueStatsChannel, { organizationId });
      return {
        channel,
        news: async (since, now) => {
          const sums = await statistics.sums(organizationId);
          if (!sums || (since && sums.version.isEqual(since))) return undefined;
          const events = [{ type: "stats:updated" as const, data: statisticsOf(sums.value, now) }];
          return { asOf: sums.version, append: (writes) => publisher.append({ channel, events, writes }) };
        },
      };
    },

    ofOrganization: (organizationId: string): Figure => {
      const channel = channelOf(heatmapChannel, { organizationId });
      return {
        channel,
        news: async (since, now) => {
          const { campuses, asOf } = await heat.campuses(organizationId, since);
          return heatNews((events, writes) => publisher.append({ channel, events, writes }), campuses, {
            asOf,
            since,
            now,
          });
        },
      };
    },

    ofCampus: (campusId: string): Figure => {
      const channel = channelOf(campusHeatmapChannel, { campusId });
      return {
        channel,
        news: async (since, now) => {
          const campus = await heat.campus(campusId);
          if (!campus || (since && campus.version.isEqual(since))) return undefined;
          return heatNews((events, writes) => publisher.append({ channel, events, writes }), [campus.value], {
            asOf: campus.version,
            since,
            now,
          });
        },
      };
    },
  };
}

const cellsOfAnEvent = 1000;

/** Events of a bounded size. The first one begins afresh where all is told. */
function partsOf({ cells, ...rest }: Heatmap): Heatmap[] {
  const count = Math.max(1, Math.ceil(cells.length / cellsOfAnEvent));
  return Array.from({ length: count }, (_, part) => {
    const own = cells.slice(part * cellsOfAnEvent, (part + 1) * cellsOfAnEvent);
    return part === 0 ? { ...rest, cells: own } : { at: rest.at, campuses: [], buildings: [], cells: own };
  });
}
