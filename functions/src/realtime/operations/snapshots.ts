import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { type Clock, seconds, toTimestamp } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import { path } from "../../platform/firestore/path.js";
import type { Log } from "../../platform/log.js";
import { MetricSnapshot } from "../../platform/meters/meters.js";
import { Active } from "./activeUsers.js";
import { Occupancy } from "./occupancy.js";
import { Rates } from "./rates.js";

const Load = z.object({ cpu: z.number(), memory: z.number(), uptime: z.number() });

/** What an instance tells operators of itself. */
export const InstanceFigures = z.object({
  id: z.string(),
  /** The function that it serves. */
  function: z.string(),
  occupancy: Occupancy,
  /** None, where an earlier version of the code wrote it. */
  active: Active.default({ users: [], anonymous: 0 }),
  /** None, where an earlier version of the code wrote it. */
  load: Load.default({ cpu: 0, memory: 0, uptime: 0 }),
  rates: Rates,
  metrics: z.array(MetricSnapshot),
});
export type InstanceFigures = z.infer<typeof InstanceFigures>;

/** The figures of all instances: each writes its own from time to time, while something happens on it. */
export interface FigureSnapshots {
  /** Something happened: it is in the snapshot within 5 s. */
  touch(): void;
  /** Of all live instances: this one's as they are now, others' at most 20 s old. */
  all(): Promise<InstanceFigures[]>;
  stop(): Promise<void>;
}

export const figuresDocument = path("instanceFigures/{id}");

const newsWithinMs = seconds(5);
const beatMs = seconds(20);
/** Of three beats. An instance without requests has no CPU to write with. */
const expireAfterMs = seconds(65);

interface SnapshotDeps {
  firestore: Firestore;
  clock: Clock;
  log: Log;
  own(): InstanceFigures;
  /** Whether the instance has something to say without being touched: open streams. */
  isBusy(): boolean;
}

export function figureSnapshots({ firestore, clock, log, own, isBusy }: SnapshotDeps): FigureSnapshots {
  const collection = figuresDocument.collection(firestore, {});
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let stopped = false;
  let written: { id: string; done: Promise<unknown> } | undefined;

  const write = (): void => {
    dueAt = Number.POSITIVE_INFINITY;
    const figures = own();
    const now = clock.now();
    const stored = {
      at: toTimestamp(now),
      figures: JSON.stringify(figures),
      expireAt: Timestamp.fromMillis(now + expireAfterMs),
    };
    const done = within(seconds(10), "figures", collection.doc(figures.id).set(stored)).catch(
      (error: unknown) => log.warn("instance.figures.failed", { reason: String(error) }),
    );
    written = { id: figures.id, done };
    if (isBusy()) schedule(beatMs);
  };

  const schedule = (ms: number): void => {
    const at = clock.now() + ms;
    if (stopped || at >= dueAt) return;
    dueAt = at;
    clearTimeout(timer);
    timer = setTimeout(write, ms);
    timer.unref();
  };

  return {
    touch: () => schedule(newsWithinMs),
    all: async () => {
      const mine = own();
      const query = collection.where("expireAt", ">", Timestamp.fromMillis(clock.now()));
      const { docs } = await within(seconds(5), "figures", query.get());
      const others = docs
        .filter(({ id }) => id !== mine.id)
        .map((document): unknown => document.get("figures"));
      return [mine, ...others.flatMap(readFigures)];
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      if (!written) return;
      await written.done;
      await within(seconds(3), "figures", collection.doc(written.id).delete()).catch(() => undefined);
    },
  };
}

/** Written by another version of the code, it may not be readable. */
function readFigures(text: unknown): InstanceFigures[] {
  const parsed = Stored.safeParse(text);
  return parsed.success ? [parsed.data] : [];
}

const Stored = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(InstanceFigures);
