import { type Channel, isKeyed } from "@firecast/contract/core/channel";
import { atMost } from "../../platform/concurrency/atMost.js";
import { seconds } from "../../platform/clock.js";
import type { Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { Bus } from "../bus/bus.js";
import { type BusMessage, type Control, decodePacket, type Packet } from "../bus/message.js";
import type { Measured } from "../measured.js";
import type { Position, SequencedEvent } from "../log/event.js";
import type { LogReader } from "../log/reader.js";
import type { SnapshotSource } from "../snapshots.js";
import { controlShard, shardOf } from "../bus/shard.js";
import { Attached, type Attachment, type Begin, attachTo } from "./attach.js";
import { Feed } from "./feed.js";
import { Subscription, type Subscriber } from "./subscription.js";
import { ShardListeners } from "./shardListeners.js";
import { Verification } from "./verification.js";

export interface HubDeps {
  bus: Bus;
  reader: LogReader;
  log: Log;
  shards: number;
  random: Random;
  /** How often a feed in which something happens compares itself with the log, ms. */
  verifyEveryMs: number;
  advanced(channel: string, head: Position): void;
  measured?: Pick<Measured, "gap" | "written">;
  /** Where the state of a keyed kind is read, if anywhere. */
  stateOf?(channel: Channel): SnapshotSource | undefined;
}

/** Gets what comes over the bus beside events: the rights and limits of open sessions. */
export interface ControlObserver {
  onControl(control: Control): void;
  /** Control messages may have been missed. Called again and again while that is so. */
  onSuspicion(): void;
}

/** A feed without a subscriber stays this long: a long poll or a reload comes back to it. */
const lingerMs = seconds(30);
/** While the bus is down, feeds look into the log this often, and rights are asked for that often. */
const blindVerifyMs = seconds(2);
const blindRightsMs = seconds(10);
/** What all feeds together remember for resumes, and one of them at most, characters. */
const maxCharsOfAll = 64_000_000;
const maxCharsOfOne = 1_000_000;
/** Reads for replays in flight: each may bring a whole channel. */
const replaysAtOnce = 8;

/** The feeds of all channels that have subscribers on this instance: orders, deduplicates and replays their events. */
export class Hub {
  private readonly feeds = new Map<string, Feed>();
  private readonly listeners: ShardListeners;
  private readonly unflushed = new Set<Feed>();
  private readonly lingering = new Map<Feed, NodeJS.Timeout>();
  private readonly verification: Verification;
  private readonly leaveVerification = new Map<Feed, () => void>();
  private readonly replaying = atMost(replaysAtOnce);
  private readonly timers: NodeJS.Timeout[];
  private readonly controlObservers: ControlObserver[] = [];

  constructor(private readonly deps: HubDeps) {
    const { bus, log, random, verifyEveryMs: everyMs } = deps;
    this.listeners = new ShardListeners(bus, log, {
      onPacket: (packet) => this.onPacket(packet),
      onRestored: (shard) => {
        this.verifyWhere((feed) => this.shardOf(feed.channel) === shard);
        if (shard === controlShard) this.suspect();
      },
    });
    this.verification = new Verification({ everyMs, random, log });
    const isDeaf = (shard: number): boolean => !this.listeners.hears(shard);
    this.timers = [
      setInterval(() => this.verifyWhere((feed) => isDeaf(this.shardOf(feed.channel))), blindVerifyMs),
      setInterval(() => {
        if (this.feeds.size > 0 && isDeaf(controlShard)) this.suspect();
      }, blindRightsMs),
    ];
    for (const timer of this.timers) timer.unref();
  }

  observe(observer: ControlObserver): void {
    this.controlObservers.push(observer);
  }

  /** Resolves when what other instances publish about these channels arrives here, or the bus did not answer in time. */
  async listen(channels: readonly Channel[]): Promise<void> {
    const shards = new Set([controlShard, ...channels.map(({ name }) => this.shardOf(name))]);
    await Promise.all([...shards].map((shard) => this.listeners.listen(shard)));
  }

  /** What is said to all instances is heard until the function returned is called, whatever channels have subscribers. */
  readonly hold = (): (() => void) =>
    this.listeners.hold(() => void setTimeout(() => this.keepWhatIsNeeded(), lingerMs).unref());

  /**
   * Attaches without a race: first listens to the bus, then reads the log; what arrives meanwhile waits.
   * Rejects if the log cannot be read.
   */
  async attach(channel: Channel, begin: Begin, subscriber: Subscriber): Promise<Attachment> {
    await this.listen([channel]);
    const feed = this.feedOf(channel);
    const subscription = new Subscription(subscriber, feed, begin.state === true && feed.state !== undefined);
    try {
      const attached = await attachTo(feed, subscription, begin);
      const { alias } = channel;
      const at = alias === undefined ? attached : { ...attached, start: { ...attached.start, alias } };
      return new Attached(at, subscription, feed, this);
    } catch (error) {
      feed.subscriptions.add(subscription);
      this.release(feed, subscription);
      throw error;
    }
  }

  /** Events that this instance has just committed: its own subscribers need not wait for the bus. */
  offer(events: readonly SequencedEvent[]): void {
    for (const event of events) this.feeds.get(event.channel)?.receive(event);
  }

  /** Whether the bus is heard; undefined where nothing listens to it. */
  get hears(): boolean | undefined {
    return this.listeners.isEmpty ? undefined : this.listeners.hears(controlShard);
  }

  headOf(channel: string): number {
    return this.feeds.get(channel)?.head.seq ?? 0;
  }

  /** Takes the subscriptions of a user from every channel for which `matches` holds. */
  revoke(uid: string, matches: (channel: string) => boolean): void {
    for (const feed of this.feeds.values()) {
      if (!matches(feed.channel)) continue;
      for (const subscription of feed.subscriptions) {
        if (subscription.subscriber.uid !== uid) continue;
        feed.flush();
        this.release(feed, subscription);
        subscription.subscriber.revoked(feed.channel);
      }
    }
  }

  async close(): Promise<void> {
    for (const timer of [...this.timers, ...this.lingering.values()]) clearTimeout(timer);
    this.verification.close();
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
        for (const observer of this.controlObservers) observer.onControl(message.control);
        break;
      case undefined:
    }
  }

  private suspect(): void {
    for (const observer of this.controlObservers) observer.onSuspicion();
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
    const { reader, advanced, measured } = this.deps;
    const source = this.deps.stateOf?.(channel);
    const { history, batchFrom } = channel.kind;
    const feed = new Feed(
      channel.name,
      { history, batchFrom, keyed: isKeyed(channel.kind) },
      {
        ...(source && { readState: () => this.replaying(() => source.read(channel)) }),
        reader,
        advanced,
        measured,
        replaying: this.replaying,
        maxChars: () => Math.min(maxCharsOfOne, maxCharsOfAll / this.feeds.size),
        schedule: (unflushed) => this.flushLater(unflushed),
        doubt: (doubtful) => this.verification.hurry(doubtful),
      },
    );
    this.feeds.set(channel.name, feed);
    if (feed.isLogged) this.leaveVerification.set(feed, this.verification.add(feed));
    return feed;
  }

  release(feed: Feed, subscription: Subscription): void {
    subscription.close();
    if (!feed.subscriptions.delete(subscription) || feed.subscriptions.size > 0) return;
    const timer = setTimeout(() => {
      this.lingering.delete(feed);
      if (feed.subscriptions.size > 0) return;
      this.leaveVerification.get(feed)?.();
      this.leaveVerification.delete(feed);
      feed.close();
      this.feeds.delete(feed.channel);
      this.keepWhatIsNeeded();
    }, lingerMs);
    timer.unref();
    clearTimeout(this.lingering.get(feed));
    this.lingering.set(feed, timer);
  }

  private keepWhatIsNeeded(): void {
    this.listeners.keepOnly(new Set([...this.feeds.keys()].map((name) => this.shardOf(name))));
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

  private verifyWhere(wanted: (feed: Feed) => boolean): void {
    for (const feed of this.feeds.values()) if (feed.isLogged && wanted(feed)) this.verification.queue(feed);
  }

  private shardOf(channel: string): number {
    return shardOf(channel, this.deps.shards);
  }
}
