import { setTimeout as delay } from "node:timers/promises";
import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { channelOf } from "@firecast/contract/core/channel";
import { Timestamp as Rfc3339 } from "@firecast/contract/core/ids";
import { type Heatmap, heatmapChannel, issueStatsChannel } from "@firecast/contract/issues/figures";
import { type Clock, minutes, seconds, toTimestamp } from "../../platform/clock.js";
import { keyedMutex } from "../../platform/concurrency/keyedMutex.js";
import { isConflict } from "../../platform/firestore/grpc.js";
import { readDocument } from "../../platform/firestore/read.js";
import { putVersion } from "../../platform/firestore/versioned.js";
import { heatmapOf } from "./heatmap/heatmapOf.js";
import type { Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Publisher } from "../../realtime/index.js";
import type { HeatStore } from "./heatmap/store.js";
import type { StatisticsStore } from "./statistics/store.js";
import { announcedDocument } from "./paths.js";
import type { Sums } from "./statistics/contribution.js";
import { statisticsOf } from "./statistics/statisticsOf.js";

/** Tells the followers of an organization's figures what has become of them: at most 4 times a second, over all instances. */
export interface Announcer {
  /**
   * Resolves when what is stored now was announced, or when another caller waits for that. @throws if that fails: the
   * trigger that asks is called again.
   */
  announce(organizationId: string): Promise<void>;
}

const Announced = z.object({
  /** What was stored by then has been announced. */
  upTo: z.instanceof(Timestamp),
  at: Rfc3339,
  /** When all was announced last, for readers that have missed something. */
  fullAt: Rfc3339,
});

const apartMs = 250;
const fullEvery = minutes(1);
const giveUpAfter = seconds(20);
const cellsOfAnEvent = 1000;

interface Deps {
  readonly firestore: Firestore;
  readonly heat: HeatStore;
  readonly statistics: StatisticsStore;
  readonly publisher: Pick<Publisher, "append">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export function figuresAnnouncer(deps: Deps): Announcer {
  const { clock, random, firestore, log } = deps;
  const turn = keyedMutex();
  /** Announcements that have not looked yet: what was stored until then is in them. */
  const waiting = new Set<string>();

  const announced = (organizationId: string) =>
    readDocument(Announced, announcedDocument.document(firestore, { figure: organizationId }), log);

  const run = async (organizationId: string): Promise<void> => {
    const deadline = clock.now() + giveUpAfter;
    while (clock.now() < deadline) {
      waiting.add(organizationId);
      const last = await announced(organizationId);
      const passedMs = last ? Math.max(0, clock.now() - Date.parse(last.value.at)) : apartMs;
      if (passedMs < apartMs) await delay(apartMs - passedMs + random() * 50);
      waiting.delete(organizationId);
      if (await announceNow(deps, organizationId)) return;
    }
    throw new Error(`The figures of ${organizationId} are announced by others all the time`);
  };

  return {
    announce: async (organizationId) => {
      if (waiting.has(organizationId)) return;
      waiting.add(organizationId);
      try {
        await turn(organizationId, () => run(organizationId));
      } finally {
        waiting.delete(organizationId);
      }
    },
  };
}

/** False if another one was first: there may be more to announce. */
async function announceNow(deps: Deps, organizationId: string): Promise<boolean> {
  const { firestore, heat, statistics, publisher, clock, log } = deps;
  const document = announcedDocument.document(firestore, { figure: organizationId });
  const last = await readDocument(Announced, document, log);
  const now = clock.now();
  if (last && now - Date.parse(last.value.at) < apartMs) return false;
  const since = last?.value.upTo;
  const [{ campuses, asOf }, sums] = await Promise.all([
    heat.campuses(organizationId, since),
    statistics.sums(organizationId),
  ]);
  const haveSumsChanged = sums && (!since || sums.at.toMillis() >= since.toMillis());
  if (campuses.length === 0 && !haveSumsChanged) return true;
  const isFull = !last || now - Date.parse(last.value.fullAt) >= fullEvery;
  const all = isFull ? (await heat.campuses(organizationId)).campuses : campuses;
  const at = toTimestamp(now);
  const next = { upTo: asOf, at, fullAt: isFull ? at : last.value.fullAt };
  try {
    // First what says nothing new if it is said again.
    if (sums) await tellStatistics(deps, organizationId, sums);
    await publisher.append({
      channel: channelOf(heatmapChannel, { organizationId }),
      events: partsOf(heatmapOf(all, now, { since: isFull ? undefined : since })).map((part, index) => ({
        type: "heatmap:updated" as const,
        data: { ...part, full: isFull && index === 0 },
      })),
      writes: (batch) => putVersion(batch, document, last, next),
    });
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}

async function tellStatistics(
  { publisher, clock }: Pick<Deps, "publisher" | "clock">,
  organizationId: string,
  sums: Sums,
): Promise<void> {
  await publisher.append({
    channel: channelOf(issueStatsChannel, { organizationId }),
    events: [{ type: "stats:updated", data: statisticsOf(sums, clock.now()) }],
  });
}

/** Events of a bounded size. The first one begins afresh where all is told. */
function partsOf({ cells, ...rest }: Heatmap): Heatmap[] {
  const count = Math.max(1, Math.ceil(cells.length / cellsOfAnEvent));
  return Array.from({ length: count }, (_, part) => {
    const own = cells.slice(part * cellsOfAnEvent, (part + 1) * cellsOfAnEvent);
    return part === 0 ? { ...rest, cells: own } : { at: rest.at, campuses: [], buildings: [], cells: own };
  });
}
