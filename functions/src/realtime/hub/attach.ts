import type { ChannelStart } from "@firecast/contract/core/events";
import { type Cursor, entryOf } from "../cursor.js";
import type { Position } from "../log/event.js";
import type { Feed } from "./feed.js";
import type { Page } from "./replay/past.js";
import { shared, type Start } from "./start.js";
import type { Subscription } from "./subscription.js";

/**
 * Where a subscriber wants to begin: after its cursor, or with the newest `history` events, 0 for none. With `state`, of a
 * channel that can say what it has come to, with that instead, and so again after a reset.
 */
export type Begin = ({ type: "resume"; cursor: Cursor } | { type: "live"; history: number }) & {
  readonly state?: boolean;
};

export interface Attachment extends Start {
  /** Delivers the replay, then whatever came meanwhile, then live. Call once `connected` has been written. */
  begin(): void;
  release(): void;
}

/** A class without closures: an instance has thousands. */
export class Attached implements Attachment {
  constructor(
    private readonly at: Start,
    private readonly subscription: Subscription,
    private readonly feed: Feed,
    private readonly hub: { release(feed: Feed, subscription: Subscription): void },
  ) {}

  get start(): ChannelStart {
    return this.at.start;
  }

  get entry(): string | undefined {
    return this.at.entry;
  }

  get awaitsState(): boolean {
    return this.at.awaitsState;
  }

  begin(): void {
    this.subscription.begin();
  }

  release(): void {
    this.hub.release(this.feed, this.subscription);
  }
}

/** Gives the subscription its place in the feed. Rejects if the log cannot be read. */
export async function attachTo(feed: Feed, subscription: Subscription, begin: Begin): Promise<Start> {
  if (!feed.isLogged) return takeLive(feed, subscription);
  // With others on it, the feed is up to date within the bus's delay; alone it may have slept.
  if (feed.subscriptions.size === 0) await feed.verify();
  let from = wantedFrom(feed, begin);
  if (begin.type === "resume" && (from === undefined || from > feed.head.seq)) {
    // The client saw more than this instance did: look before calling its position unknown.
    await feed.verifyAfresh();
    from = wantedFrom(feed, begin);
  }
  feed.flush();
  feed.subscriptions.add(subscription);
  const at = (
    type: ChannelStart["start"],
    { epoch, seq: head }: Position,
    seq: number,
    page?: Page,
  ): Start => {
    subscription.startAfter(seq, page);
    const awaitsState = type !== "resumed" && subscription.startWithState();
    return shared(feed, {
      start: { channel: feed.channel, start: type, from: seq, head, ...(feed.isKeyed && { keyed: true }) },
      entry: awaitsState ? undefined : entryOf(feed.channel, { epoch, seq }),
      awaitsState,
    });
  };
  const before = feed.head;
  if (begin.type === "live" && subscription.takesState) return at("live", before, before.seq);
  if (from === undefined || from > before.seq) return at("reset", before, before.seq);
  const page = await feed.page(from);
  // The feed has gone on while the log was read.
  const now = feed.head;
  if (begin.type === "live") return at("live", now, page.from, page);
  return page.from > from ? at("reset", now, now.seq) : at("resumed", before, from, page);
}

/** Nothing of the channel is kept: there is nothing to resume, and no look into a log. */
function takeLive(feed: Feed, subscription: Subscription): Start {
  feed.flush();
  feed.subscriptions.add(subscription);
  return shared(feed, {
    start: { channel: feed.channel, start: "live", from: 0, head: 0 },
    entry: undefined,
    awaitsState: false,
  });
}

/** The `seq` after which delivery shall start; undefined if the cursor does not know this channel as it is now. */
function wantedFrom(feed: Feed, begin: Begin): number | undefined {
  const { epoch, seq } = feed.head;
  if (begin.type === "live") return Math.max(0, seq - begin.history);
  // A cursor from before the first event stands for 0 in whatever epoch came then.
  return begin.cursor.seqIn(feed.channel, epoch) ?? begin.cursor.seqIn(feed.channel, "");
}
