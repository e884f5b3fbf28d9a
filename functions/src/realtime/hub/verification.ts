import type { Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { TimerWheel } from "../../platform/concurrency/timerWheel.js";
import type { Feed } from "./feed.js";

/** Looks into the log that are in flight at the same time: thousands of feeds must not ask together. */
const atOnce = 16;
/** A channel in which nothing happens is looked at every so many intervals. */
const quietIntervals = 10;
/** After a look that failed. */
const retryMs = 1000;

export interface VerificationDeps {
  /** Between two looks at a channel in which something happens, ms. */
  everyMs: number;
  random: Random;
  log: Log;
}

interface Member {
  readonly feed: Feed;
  seenSeq: number;
  quietFor: number;
}

/**
 * Compares feeds with the log, few at a time: those with a gap first, the others in turn. The bus, the relay and the next
 * event's number have shown nearly every hole before: this is for what all of them have missed.
 */
export class Verification {
  private readonly urgent = new Set<Feed>();
  private readonly inTurn = new Set<Feed>();
  private readonly wheel: TimerWheel<Member>;
  private inFlight = 0;
  private closed = false;

  constructor(private readonly deps: VerificationDeps) {
    this.wheel = new TimerWheel(deps.everyMs, deps.random, (members) => {
      for (const member of members) if (isDue(member)) this.queue(member.feed);
    });
  }

  /** From now on the feed is looked at in its turn. Gives what ends that. */
  add(feed: Feed): () => void {
    return this.wheel.add({ feed, seenSeq: feed.head.seq, quietFor: 0 });
  }

  /** The feed knows that something is missing. */
  hurry(feed: Feed): void {
    this.inTurn.delete(feed);
    this.urgent.add(feed);
    this.start();
  }

  /** The bus is suspected of having lost something. */
  queue(feed: Feed): void {
    if (!this.urgent.has(feed)) this.inTurn.add(feed);
    this.start();
  }

  close(): void {
    this.closed = true;
    this.wheel.close();
    this.urgent.clear();
    this.inTurn.clear();
  }

  private start(): void {
    while (this.inFlight < atOnce) {
      const feed = takeFirst(this.urgent) ?? takeFirst(this.inTurn);
      if (!feed) return;
      if (feed.subscriptions.size > 0) void this.look(feed);
    }
  }

  private async look(feed: Feed): Promise<void> {
    this.inFlight++;
    try {
      await feed.verify();
    } catch (error) {
      this.deps.log.warn("hub.verify.failed", { channel: feed.channel, reason: String(error) });
      setTimeout(() => !this.closed && this.queue(feed), retryMs).unref();
    }
    this.inFlight--;
    this.start();
  }
}

function isDue(member: Member): boolean {
  const { seq } = member.feed.head;
  const isQuiet = seq === member.seenSeq;
  if (isQuiet && ++member.quietFor < quietIntervals) return false;
  member.seenSeq = seq;
  member.quietFor = 0;
  return true;
}

function takeFirst(feeds: Set<Feed>): Feed | undefined {
  const [first] = feeds;
  if (first) feeds.delete(first);
  return first;
}
