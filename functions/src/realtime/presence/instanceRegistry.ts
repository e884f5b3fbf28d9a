import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { type Clock, seconds, toTimestamp } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import { path } from "../../platform/firestore/path.js";
import type { Log } from "../../platform/log.js";

/** What an instance tells about itself. `present` lists the users by channel, where the channel's kind has presence. */
export interface InstanceState {
  streams: number;
  present: ReadonlyMap<string, readonly string[]>;
}

const StoredInstance = z.object({
  id: z.string(),
  streams: z.int().nonnegative(),
  present: z.array(z.object({ channel: z.string(), uids: z.array(z.string()) })),
});
export type Instance = z.infer<typeof StoredInstance>;

/** Instances with open streams, as they describe themselves about every 20 s. One that falls silent is gone after 60 s. */
export interface InstanceRegistry {
  start(describe: () => InstanceState): void;
  /** The users of this instance have changed: written within 1.5 s, together with what changes until then. */
  changed(): void;
  /** Also those that fell silent up to so many ms ago. Default: 0. */
  live(silentMs?: number): Promise<Instance[]>;
  stop(): Promise<void>;
}

export const instanceDocument = path("instances/{id}");

const beatMs = seconds(20);
/** Sooner than a user's absence counts, and seldom enough for one document. */
const newsWithinMs = seconds(1.5);
const expireAfterMs = seconds(60);

export interface RegistryDeps {
  firestore: Firestore;
  clock: Clock;
  log: Log;
  instanceId: string;
}

export function instanceRegistry({ firestore, clock, log, instanceId }: RegistryDeps): InstanceRegistry {
  const collection = instanceDocument.collection(firestore, {});
  const own = collection.doc(instanceId);
  let timer: NodeJS.Timeout | undefined;
  let news: NodeJS.Timeout | undefined;
  let registered = false;
  let run = (): void => undefined;
  /** One write at a time: an older state must not land on a newer one. */
  let written: Promise<void> = Promise.resolve();

  const beat = async (describe: () => InstanceState): Promise<void> => {
    const { streams, present } = describe();
    if (streams === 0 && !registered) return;
    registered = streams > 0;
    if (!registered) {
      await own.delete();
      return;
    }
    const now = clock.now();
    await own.set({
      id: instanceId,
      at: toTimestamp(now),
      streams,
      present: [...present].map(([channel, uids]) => ({ channel, uids })),
      expireAt: Timestamp.fromMillis(now + expireAfterMs),
    });
  };

  return {
    start: (describe) => {
      if (timer) return;
      run = (): void => {
        clearTimeout(news);
        news = undefined;
        written = written
          .then(() => within(seconds(10), "heartbeat", beat(describe)))
          .catch((error: unknown) => log.warn("instance.beat.failed", { reason: String(error) }));
      };
      timer = setInterval(() => run(), beatMs);
      timer.unref();
      run();
    },
    changed: () => {
      news ??= setTimeout(() => run(), newsWithinMs);
      news.unref();
    },
    live: async (silentMs = 0) => {
      const query = collection.where("expireAt", ">", Timestamp.fromMillis(clock.now() - silentMs));
      const snapshot = await within(seconds(5), "instances", query.get());
      return snapshot.docs.flatMap((document) => {
        const instance = StoredInstance.safeParse(document.data());
        return instance.success ? [instance.data] : [];
      });
    },
    stop: async () => {
      clearInterval(timer);
      clearTimeout(news);
      await written;
      if (registered) await within(seconds(3), "farewell", own.delete());
    },
  };
}
