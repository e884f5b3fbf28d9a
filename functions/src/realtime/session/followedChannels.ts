import type { Channel } from "@firecast/contract/core/channel";
import type { ChannelKind } from "@firecast/contract/core/channelKind";
import { lazyCache } from "../../platform/concurrency/lazyCache.js";
import type { Log } from "../../platform/log.js";
import type { ClientSession } from "./clientSession.js";

/** What a feature does for the channels of a kind that open streams of this instance follow. */
export interface Followed {
  readonly kind: ChannelKind;
  /** Called for each of them every 5 s, on every instance where it has followers; not again before it is done. */
  tend(channel: Channel): Promise<void>;
}

interface Deps {
  readonly sessions: {
    readonly count: number;
    all(): readonly Pick<ClientSession, "channels">[];
  };
  channelNamed(name: string): Channel | undefined;
  /** Asked for with the first session: features are built after the streams. */
  followed(): readonly Followed[];
  readonly log: Log;
  readonly everyMs: number;
}

/** Observes the sessions. */
interface Tending {
  opened(): void;
  closed(): void;
  stop(): void;
}

const remembered = 20_000;

/** Without open sessions there is no timer. */
export function tendFollowed(deps: Deps): Tending {
  const { sessions, log, everyMs } = deps;
  let timer: NodeJS.Timeout | undefined;
  const underWay = new Set<string>();
  /** What is to be done for a channel by its name; false: nothing. */
  const known = lazyCache<string, (() => Promise<void>) | false>({ max: remembered });

  const workOf = (name: string): (() => Promise<void>) | false => {
    const channel = deps.channelNamed(name);
    const found = channel && deps.followed().find(({ kind }) => kind === channel.kind);
    const work = found ? () => found.tend(channel) : false;
    known.set(name, work);
    return work;
  };

  const tend = async (name: string): Promise<void> => {
    const work = known.get(name) ?? workOf(name);
    if (!work || underWay.has(name)) return;
    underWay.add(name);
    try {
      await work();
    } catch (error) {
      log.warn("channel.tend.failed", { channel: name, reason: String(error) });
    } finally {
      underWay.delete(name);
    }
  };

  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    opened: () => {
      if (timer || deps.followed().length === 0) return;
      timer = setInterval(() => {
        for (const name of new Set(sessions.all().flatMap(({ channels }) => channels))) void tend(name);
      }, everyMs);
      timer.unref();
    },
    closed: () => {
      if (sessions.count === 0) stop();
    },
    stop,
  };
}
