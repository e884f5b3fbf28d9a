import { type Firestore, type QueryDocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { type Clock, minutes, seconds, toTimestamp } from "../../platform/clock.js";
import { isConflict, within } from "../../platform/firestore/grpc.js";
import { path } from "../../platform/firestore/path.js";
import type { Log } from "../../platform/log.js";

/** What an instance tells about itself. `present` lists the users by channel, where the channel's kind has presence. */
export interface InstanceState {
  streams: number;
  present: ReadonlyMap<string, readonly string[]>;
}

const Instance = z.object({
  id: z.string(),
  streams: z.int().nonnegative(),
  present: z.array(z.object({ channel: z.string(), uids: z.array(z.string()) })),
});
export type Instance = z.infer<typeof Instance>;

const StoredInstance = Instance.extend({
  /** Until then it is alive. */
  expireAt: z.instanceof(Timestamp),
  /** From then on its users have left, as far as they are connected nowhere else. Default: when it expires. */
  leaveAt: z.instanceof(Timestamp).optional(),
  /** Another instance has told of it. */
  isTold: z.boolean().optional(),
});

/** Instances with open streams, as they describe themselves about every 20 s. One that falls silent is gone after 60 s. */
export interface InstanceRegistry {
  start(describe: () => InstanceState): void;
  /** The users of this instance have changed: written within 1.5 s, together with what changes until then. */
  changed(): void;
  /**
   * Also those that fell silent up to so many ms ago; default: 0. Finds those that have ended, too: of all instances that look,
   * one tells of each.
   */
  live(silentMs?: number): Promise<Instance[]>;
  /** `behind`: the users that this instance sends away, by channel. They have a moment to come to another one. */
  stop(behind: InstanceState["present"]): Promise<void>;
}

export const instanceDocument = path("instances/{id}");

const beatMs = seconds(20);
/** Sooner than a user's absence counts, and seldom enough for one document. */
const newsWithinMs = seconds(1.5);
const expireAfterMs = seconds(60);
/** For those who are sent away: a stream is closed within 8 s, its client comes back, and its new instance says so. */
const comeBackWithinMs = seconds(15);
/** Who ended longer ago is of no interest any more. */
const lookBackMs = minutes(10);

export interface RegistryDeps {
  firestore: Firestore;
  clock: Clock;
  log: Log;
  instanceId: string;
  /** An instance was killed, or has sent its users away: whom it left behind has to be told to others. */
  ended(instance: Instance): void;
}

export function instanceRegistry(deps: RegistryDeps): InstanceRegistry {
  const { firestore, clock, log, instanceId, ended } = deps;
  const collection = instanceDocument.collection(firestore, {});
  const own = collection.doc(instanceId);
  let timer: NodeJS.Timeout | undefined;
  let news: NodeJS.Timeout | undefined;
  let registered = false;
  let stopped = false;
  let run = (): void => undefined;
  /** One write at a time: an older state must not land on a newer one. */
  let written: Promise<void> = Promise.resolve();

  const beat = async (describe: () => InstanceState): Promise<void> => {
    const { streams, present } = describe();
    if (stopped || (streams === 0 && !registered)) return;
    registered = streams > 0;
    if (!registered) {
      await own.delete();
      return;
    }
    const expireAt = Timestamp.fromMillis(clock.now() + expireAfterMs);
    await own.set({ ...described({ streams, present }), expireAt });
  };

  const described = ({ streams, present }: InstanceState) => ({
    id: instanceId,
    at: toTimestamp(clock.now()),
    streams,
    present: [...present].map(([channel, uids]) => ({ channel, uids })),
  });

  const leaveBehind = async (present: InstanceState["present"]): Promise<void> => {
    const now = clock.now();
    const expireAt = Timestamp.fromMillis(now);
    const leaveAt = Timestamp.fromMillis(now + comeBackWithinMs);
    await own.set({ ...described({ streams: 0, present }), expireAt, leaveAt });
  };

  /** The instance that marks its document tells of it. */
  const tellOf = async (instance: Instance, { ref, updateTime }: QueryDocumentSnapshot): Promise<void> => {
    try {
      const marked = ref.update({ isTold: true }, { lastUpdateTime: updateTime });
      await within(seconds(5), "an ended instance", marked);
    } catch (error) {
      if (!isConflict(error)) log.warn("instance.not_told", { id: instance.id, reason: String(error) });
      return;
    }
    ended(instance);
  };

  const live = async (silentMs = 0): Promise<Instance[]> => {
    const now = clock.now();
    const since = Timestamp.fromMillis(now - Math.max(silentMs, lookBackMs));
    const seen = collection.where("expireAt", ">", since).get();
    const { docs, readTime } = await within(seconds(5), "instances", seen);
    // By the database's clock, too: an instance whose own is fast ends no other.
    const past = Math.min(now, readTime.toMillis());
    return docs.flatMap((document) => {
      const stored = StoredInstance.safeParse(document.data());
      if (!stored.success) return [];
      const { expireAt, leaveAt = expireAt, isTold, ...instance } = stored.data;
      if (!isTold && leaveAt.toMillis() <= past) void tellOf(instance, document);
      return expireAt.toMillis() > now - silentMs ? [instance] : [];
    });
  };

  const look = (): void => {
    live().catch((error: unknown) => log.warn("instance.look.failed", { reason: String(error) }));
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
      timer = setInterval(() => {
        run();
        look();
      }, beatMs);
      timer.unref();
      run();
    },
    changed: () => {
      news ??= setTimeout(() => run(), newsWithinMs);
      news.unref();
    },
    live,
    stop: async (behind) => {
      stopped = true;
      clearInterval(timer);
      clearTimeout(news);
      await written;
      if (behind.size > 0) await within(seconds(3), "farewell", leaveBehind(behind));
      else if (registered) await within(seconds(3), "farewell", own.delete());
    },
  };
}
