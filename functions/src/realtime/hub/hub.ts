import { type Channel, isLogged, kindOf } from "../../contract/channel.js";
import type { ChannelStart } from "../../contract/events.js";
import { seconds } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { Bus } from "../bus/bus.js";
import { type BusMessage, type Control, decodePacket, type Packet } from "../bus/message.js";
import { type Cursor, entryOf } from "../cursor.js";
import type { Position, SequencedEvent } from "../log/event.js";
import type { LogReader } from "../log/reader.js";
import { controlShard, shardOf } from "../shard.js";
import { Batch, type Frame } from "./frame.js";
import { Feed } from "./feed.js";
import { Seat, type Subscriber } from "./seat.js";
import { ShardListeners } from "./shardListeners.js";

/** Where a subscriber wants to begin: after its cursor, or with the newest `history` events, 0 for none. */
export type Begin = { type: "resume"; cursor: Cursor } | { type: "live"; history: number };

export interface Attachment {
  readonly start: ChannelStart;
  /** Part of the cursor that stands for where the attachment starts; none in a channel without a log. */
  readonly entry: string | undefined;
  /** Delivers the replay, then whatever came meanwhile, then live. Call once `connected` has been written. */
  begin(): void;
  release(): void;
}

export interface HubDeps {
  bus: Bus;
  reader: LogReader;
  log: Log;
  shards: number;
  /** How often every feed compares itself with the log, ms. */
  verifyEveryMs: number;
  advanced(channel: string, head: Position): void;
  onControl(control: Control): void;
}

/** A feed without a subscriber stays this long: a long poll or a reload comes back to it. */
const lingerMs = seconds(30);
/** While the bus is down, feeds look into the log this often. */
const blindVerifyMs = seconds(2);

/** All channels that somebody on this instance listens to. */
export class Hub {
  private readonly feeds = new Map<string, Feed>();
  private readonly listeners: ShardListeners;
  private readonly unflushed = new Set<Feed>();
  private readonly lingering = new Map<Feed, NodeJS.Timeout>();
  private readonly timers: NodeJS.Timeout[];

  constructor(private readonly deps: HubDeps) {
    this.listeners = new ShardListeners(deps.bus, deps.log, {
      onPacket: (packet) => this.onPacket(packet),
      onRestored: (shard) => {
        for (const feed of this.feedsOf(shard)) feed.verifySoon(0);
      },
    });
    this.timers = [
      setInterval(() => this.verifyAll(() => true), deps.verifyEveryMs),
      setInterval(
        () => this.verifyAll((feed) => !this.listeners.hears(this.shardOf(feed.channel))),
        blindVerifyMs,
      ),
    ];
    for (const timer of this.timers) timer.unref();
  }

  /** Resolves when what others publish about these channels is heard here, or the bus could not be had in time. */
  async listen(channels: readonly Channel[]): Promise<void> {
    const shards = new Set([controlShard, ...channels.map(({ name }) => this.shardOf(name))]);
    await Promise.all([...shards].map((shard) => this.listeners.listen(shard)));
  }

  /**
   * Attaches without a race: the bus is heard first, then the log is read, and what arrives meanwhile waits.
   * Rejects if the log cannot be read.
   */
  async attach(channel: Channel, begin: Begin, subscriber: Subscriber): Promise<Attachment> {
    await this.listen([channel]);
    const feed = this.feedOf(channel);
    const seat = new Seat(subscriber);
    if (!isLogged(channel)) return this.seatLive(feed, seat);
    try {
      return await this.seat(feed, seat, begin);
    } catch (error) {
      feed.seats.add(seat);
      this.release(feed, seat);
      throw error;
    }
  }

  /** Nothing of the channel is kept: there is nothing to resume, and no look into a log. */
  private seatLive(feed: Feed, seat: Seat): Attachment {
    feed.flush();
    feed.seats.add(seat);
    return {
      start: { channel: feed.channel, start: "live", from: 0, head: 0 },
      entry: undefined,
      begin: () => seat.begin(),
      release: () => this.release(feed, seat),
    };
  }

  private async seat(feed: Feed, seat: Seat, begin: Begin): Promise<Attachment> {
    // With others on it, the feed is up to date within the bus's delay; alone it may have slept.
    if (feed.seats.size === 0) await feed.verify();
    let from = wantedFrom(feed, begin);
    if (begin.type === "resume" && (from === undefined || from > feed.head.seq)) {
      // The client saw more than this instance did: look before calling its position unknown.
      await feed.verifyAfresh();
      from = wantedFrom(feed, begin);
    }
    feed.flush();
    feed.seats.add(seat);
    const { epoch, seq: head } = feed.head;
    const at = (start: ChannelStart["start"], seq: number, replay: readonly Frame[] = []): Attachment => ({
      start: { channel: feed.channel, start, from: seq, head },
      entry: entryOf(feed.channel, { epoch, seq }),
      begin: () => {
        if (replay.length > 0) seat.subscriber.deliver(new Batch(feed.channel, replay));
        seat.begin();
      },
      release: () => this.release(feed, seat),
    });
    if (from === undefined || from > head) return at("reset", head);
    const replay = await feed.since(from, head);
    if (begin.type === "live") return at("live", replay.from, replay.frames);
    return replay.from > from ? at("reset", head) : at("resumed", from, replay.frames);
  }

  /** Events that this instance has just committed: its own subscribers need not wait for the bus. */
  offer(events: readonly SequencedEvent[]): void {
    for (const event of events) this.feeds.get(event.channel)?.receive(event);
  }

  headOf(channel: string): number {
    return this.feeds.get(channel)?.head.seq ?? 0;
  }

  /** Takes the seats of a user from every channel for which `matches` holds. */
  revoke(uid: string, matches: (channel: string) => boolean): void {
    for (const feed of this.feeds.values()) {
      if (!matches(feed.channel)) continue;
      for (const seat of feed.seats) {
        if (seat.subscriber.uid !== uid) continue;
        feed.flush();
        this.release(feed, seat);
        seat.subscriber.revoked(feed.channel);
      }
    }
  }

  /** Feeds with a subscriber and a log. */
  private logged(): Feed[] {
    return [...this.feeds.values()].filter((feed) => feed.seats.size > 0 && feed.isLogged);
  }

  async close(): Promise<void> {
    for (const timer of [...this.timers, ...this.lingering.values()]) clearTimeout(timer);
    for (const feed of this.feeds.values()) feed.close();
    this.feeds.clear();
    await this.listeners.close();
  }

  private onPacket(packet: Packet): void {
    const message = this.decode(packet);
    switch (message?.type) {
      case "events":
        this.offer(message.events);
        break;
      case "ephemeral":
        this.feeds.get(message.channel)?.receiveEphemeral(message.events);
        break;
      case "control":
        this.deps.onControl(message.control);
        break;
      case undefined:
    }
  }

  private decode(packet: Packet): BusMessage | undefined {
    try {
      return decodePacket(packet);
    } catch (error) {
      this.deps.log.error("bus.packet.unreadable", error);
      return undefined;
    }
  }

  private feedOf(channel: Channel): Feed {
    const known = this.feeds.get(channel.name);
    if (known) {
      clearTimeout(this.lingering.get(known));
      this.lingering.delete(known);
      return known;
    }
    const { reader, log, advanced } = this.deps;
    const feed = new Feed(channel.name, kindOf(channel).history, {
      reader,
      log,
      advanced,
      schedule: (unflushed) => this.flushLater(unflushed),
    });
    this.feeds.set(channel.name, feed);
    return feed;
  }

  private release(feed: Feed, seat: Seat): void {
    if (!feed.seats.delete(seat) || feed.seats.size > 0) return;
    const timer = setTimeout(() => {
      this.lingering.delete(feed);
      if (feed.seats.size > 0) return;
      feed.close();
      this.feeds.delete(feed.channel);
      this.listeners.keepOnly(new Set([...this.feeds.keys()].map((name) => this.shardOf(name))));
    }, lingerMs);
    timer.unref();
    clearTimeout(this.lingering.get(feed));
    this.lingering.set(feed, timer);
  }

  /** One flush per turn of the event loop: all events of the turn leave in one write per stream. */
  private flushLater(feed: Feed): void {
    const scheduled = this.unflushed.size > 0;
    this.unflushed.add(feed);
    if (scheduled) return;
    setImmediate(() => {
      const feeds = [...this.unflushed];
      this.unflushed.clear();
      for (const unflushed of feeds) unflushed.flush();
    });
  }

  private verifyAll(wanted: (feed: Feed) => boolean): void {
    for (const feed of this.logged()) if (wanted(feed)) feed.verifySoon(0);
  }

  private shardOf(channel: string): number {
    return shardOf(channel, this.deps.shards);
  }

  private feedsOf(shard: number): Feed[] {
    return this.logged().filter((feed) => this.shardOf(feed.channel) === shard);
  }
}

/** The `seq` after which delivery shall start; undefined if the cursor does not know this channel as it is now. */
function wantedFrom(feed: Feed, begin: Begin): number | undefined {
  const { epoch, seq } = feed.head;
  if (begin.type === "live") return Math.max(0, seq - begin.history);
  // A cursor from before the first event stands for 0 in whatever epoch came then.
  return begin.cursor.seqIn(feed.channel, epoch) ?? begin.cursor.seqIn(feed.channel, "");
}
