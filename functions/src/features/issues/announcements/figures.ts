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
import type { HeatStore } from "../heatmap/store.js";
import { heatView, type HeatNews } from "../heatmap/view.js";
import type { StatisticsStore } from "../statistics/store.js";
import { statisticsOf } from "../statistics/statisticsOf.js";

/** Something that issues add up to, and that a channel tells of. */
export interface Figure {
  readonly channel: Channel;
  /** Undefined if there is nothing to tell. */
  news(wanted: Wanted): Promise<News | undefined>;
}

interface Wanted {
  /** What has changed since what was stored then. Undefined if nothing was told yet. */
  readonly since: Timestamp | undefined;
  /** And all there is. */
  readonly isFull: boolean;
  /** As of when it is shown, ms. */
  readonly now: number;
}

export interface News {
  /** It tells what was stored by then. */
  readonly asOf: Timestamp;
  /** Tells it, in one commit with the writes. */
  append(writes: Writes): Promise<unknown>;
}

interface Deps {
  readonly heat: Pick<HeatStore, "campuses" | "campus">;
  readonly statistics: Pick<StatisticsStore, "sums">;
  readonly publisher: Pick<Publisher, "append">;
}

export type Figures = ReturnType<typeof figuresOf>;

interface HeatUpdate {
  readonly type: "heatmap:updated";
  readonly data: HeatmapUpdated;
}

export function figuresOf({ heat, statistics, publisher }: Deps) {
  const view = heatView(heat);
  const heatNews = (
    tell: (events: HeatUpdate[], writes: Writes) => Promise<unknown>,
    { campuses, changes, asOf }: HeatNews,
    { isFull, now }: Wanted,
  ): News | undefined => {
    if (campuses.length === 0) return undefined;
    const map = heatmapOf(campuses, now, { changes, isFull });
    if (!isFull && map.campuses.length === 0) return undefined;
    const events = partsOf(map).map((part, index) => ({
      type: "heatmap:updated" as const,
      data: { ...part, full: isFull && index === 0 },
    }));
    return { asOf, append: (writes) => tell(events, writes) };
  };

  return {
    ofStatistics: (organizationId: string): Figure => {
      const channel = channelOf(issueStatsChannel, { organizationId });
      return {
        channel,
        news: async ({ since, isFull, now }) => {
          const sums = await statistics.sums(organizationId);
          if (!sums || (!isFull && since && sums.version.isEqual(since))) return undefined;
          const events = [{ type: "stats:updated" as const, data: statisticsOf(sums.value, now) }];
          return { asOf: sums.version, append: (writes) => publisher.append({ channel, events, writes }) };
        },
      };
    },

    ofOrganization: (organizationId: string): Figure => {
      const channel = channelOf(heatmapChannel, { organizationId });
      return {
        channel,
        news: async (wanted) =>
          heatNews(
            (events, writes) => publisher.append({ channel, events, writes }),
            await view.ofOrganization(organizationId, wanted),
            wanted,
          ),
      };
    },

    ofCampus: (campusId: string): Figure => {
      const channel = channelOf(campusHeatmapChannel, { campusId });
      return {
        channel,
        news: async (wanted) => {
          const news = await view.ofCampus(campusId, wanted);
          if (!news || (!wanted.isFull && wanted.since && news.asOf.isEqual(wanted.since))) return undefined;
          return heatNews((events, writes) => publisher.append({ channel, events, writes }), news, wanted);
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
