import type { WireEvent } from "@firecast/contract/core/events";
import { type Caught, readSince, type Request } from "../connection/history.js";
import { pauseAfter } from "../connection/backoff.js";
import type { Meter } from "../connection/meter.js";
import type { Told } from "../connection/told.js";
import type { Environment } from "../environment/environment.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import { RealtimeError } from "../types/errors.js";
import type { RealtimeOptions, SubscribeOptions } from "../types/options.js";
import { isDurable, joinAt, judge, type Position, RecentIds } from "./position.js";
import { type Handler, Reader, type ReaderDeps } from "./reader.js";
import { type Saved, type SavedStates, savedStates } from "./saved.js";

export interface DeliveryDeps {
  readonly env: Environment;
  readonly meter: Meter;
  readonly request: Request;
  readonly historySize: number;
  readonly validate: RealtimeOptions["validate"];
  failed(error: RealtimeError): void;
  /** Other channels are wanted than before. */
  wantedChanged(): void;
}

/** One channel as this page knows it. */
interface Feed {
  readonly asked: string;
  name: string;
  /** Undefined until the channel has begun. */
  position: Position | undefined;
  keyed: boolean;
  /** What came while the events before it were fetched. */
  waiting: Told[] | undefined;
  /** Where a hole was seen; seen again at the same place it is none that another stream would fill. */
  holeAt: number | undefined;
}

const rememberedIds = 1000;
const persistEveryMs = 1000;
const mostTries = 5;
/** What waits at most for events that come before it; beyond, the state is to be fetched. */
const mostWaiting = 1000;

/** Hands the events of all channels to their handlers: durable ones once and in order. */
export class Delivery {
  private readonly feeds = new Map<string, Feed>();
  private readonly names = new Map<string, Feed>();
  private readonly readers = new Set<Reader>();
  /** By channel as it was asked for: who takes its events. */
  private readonly byChannel = new Map<string, Reader[]>();
  private everything: Reader[] = [];
  private readonly signals = new RecentIds<true>(rememberedIds);
  /** Which handlers of several channels have had an event. */
  private readonly had = new RecentIds<Set<Handler>>(rememberedIds);
  private readonly shared = new Map<Handler, number>();
  private recentEvents: RealtimeEvent[] = [];
  private saved: SavedStates | undefined;
  private persisting: (() => void) | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  /** Grows when a user goes: what was under way for that user is not delivered. */
  private era = 0;

  private readonly readerDeps: ReaderDeps;

  constructor(private readonly deps: DeliveryDeps) {
    const { env, meter, failed } = deps;
    this.readerDeps = {
      env,
      failed,
      delivered: ({ at }) => meter.delivered(at),
      inTurn: (act) => (this.turn = this.turn.then(act, act)),
    };
  }

  get wanted(): ReadonlyMap<string, string | undefined> {
    return new Map([...this.feeds].map(([asked, { position }]) => [asked, position?.cursor]));
  }

  recent(channel?: string): readonly RealtimeEvent[] {
    const kept = this.recentEvents.slice(-this.deps.historySize);
    if (channel === undefined) return kept;
    const name = this.feeds.get(channel)?.name ?? channel;
    return kept.filter((event) => event.channel === name);
  }

  subscribe(channels: readonly string[] | undefined, handler: Handler, options: SubscribeOptions): Reader {
    const reader = new Reader(channels, handler, options, this.readerDeps);
    this.readers.add(reader);
    this.shared.set(handler, (this.shared.get(handler) ?? 0) + (channels?.length ?? 2));
    if (!channels) this.everything = [...this.everything, reader];
    this.restore(reader);
    for (const asked of channels ?? []) {
      this.byChannel.set(asked, [...(this.byChannel.get(asked) ?? []), reader]);
      const feed = this.feedFor(asked);
      if (feed.position && !reader.after.has(asked)) {
        reader.after.set(asked, feed.position.seq);
        reader.begin({ channel: feed.name, start: "live", head: feed.position.seq });
      }
    }
    this.deps.wantedChanged();
    return reader;
  }

  unsubscribe(reader: Reader): void {
    if (!this.readers.delete(reader)) return;
    reader.close();
    const count = (this.shared.get(reader.handler) ?? 0) - (reader.channels?.length ?? 2);
    if (count > 0) this.shared.set(reader.handler, count);
    else this.shared.delete(reader.handler);
    this.everything = this.everything.filter((other) => other !== reader);
    for (const asked of reader.channels ?? []) {
      const left = (this.byChannel.get(asked) ?? []).filter((other) => other !== reader);
      if (left.length > 0) this.byChannel.set(asked, left);
      else this.remove(asked);
    }
    this.deps.wantedChanged();
  }

  /** Who the user is: what was saved for this user is given back to those that wait for it. */
  begin(owner: string): void {
    this.saved = savedStates(this.deps.env.storage, owner);
    for (const reader of this.readers) this.restore(reader);
  }

  /** Nothing of this user reaches the next one. */
  forget(): void {
    this.era++;
    this.persisting?.();
    this.persisting = undefined;
    this.saved?.clear();
    this.saved = undefined;
    this.recentEvents = [];
    this.names.clear();
    this.signals.clear();
    this.had.clear();
    for (const feed of this.feeds.values()) {
      feed.position = feed.waiting = feed.holeAt = undefined;
      feed.name = feed.asked;
    }
    for (const reader of this.readers) {
      reader.after.clear();
      reader.dropHeld();
    }
  }

  take(told: Told): void {
    switch (told.type) {
      case "clock":
        return this.deps.meter.clock(told.at);
      case "heads":
        return;
      case "events":
        for (const event of told.events) this.takeEvent(event, told.cursor);
        return;
      case "start": {
        const feed = this.feeds.get(told.asked) ?? this.feeds.get(told.channel);
        if (!feed) return;
        feed.name = told.channel;
        feed.keyed = told.keyed;
        this.names.set(told.channel, feed);
        if (feed.waiting) feed.waiting.push(told);
        else this.start(feed, told);
        return;
      }
      case "reset": {
        const feed = this.names.get(told.channel);
        if (!feed) return;
        feed.waiting = undefined;
        this.reset(feed, { seq: told.head, cursor: told.cursor });
        return;
      }
      case "ended": {
        const feed = this.names.get(told.channel) ?? this.feeds.get(told.channel);
        if (feed) this.end(feed, told);
        return;
      }
    }
  }

  /** Writes states with their positions, together. */
  persist(): void {
    this.persisting?.();
    this.persisting = undefined;
    const all = new Map<string, Saved>();
    for (const reader of this.readers) {
      const { state } = reader.options;
      if (!state || !reader.channels || reader.isHolding) continue;
      const positions = new Map<string, Position>();
      for (const asked of reader.channels) {
        const position = this.feeds.get(asked)?.position;
        if (position) positions.set(asked, position);
      }
      try {
        if (positions.size === reader.channels.length)
          all.set(state.name, { positions, state: state.save() });
      } catch (error) {
        this.deps.failed(new RealtimeError("handler", "A saver threw.", { cause: error }));
      }
    }
    if (all.size > 0) this.saved?.write(all);
  }

  private restore(reader: Reader): void {
    const { channels, options } = reader;
    const found = options.state && this.saved?.read(options.state.name);
    if (!found || !channels || reader.after.size > 0) return;
    const feeds = channels.map((asked) => this.feedFor(asked));
    const isWhole = channels.every((asked) => found.positions.has(asked));
    // A channel that has begun has gone on since: its reader begins at the present.
    if (
      !isWhole ||
      feeds.some(({ asked, position }) => position && position.seq !== found.positions.get(asked)?.seq)
    )
      return;
    try {
      options.state?.restore(found.state);
    } catch (error) {
      this.deps.failed(new RealtimeError("handler", "A saved state was refused.", { cause: error }));
      return;
    }
    for (const feed of feeds) {
      feed.position = found.positions.get(feed.asked);
      reader.after.set(feed.asked, feed.position?.seq ?? 0);
      reader.restored.add(feed.asked);
    }
  }

  private feedFor(asked: string): Feed {
    const known = this.feeds.get(asked);
    if (known) return known;
    const nothing = { position: undefined, waiting: undefined, holeAt: undefined };
    const made: Feed = { asked, name: asked, keyed: false, ...nothing };
    this.feeds.set(asked, made);
    return made;
  }

  private remove(asked: string): void {
    const feed = this.feeds.get(asked);
    this.byChannel.delete(asked);
    this.feeds.delete(asked);
    if (feed) this.names.delete(feed.name);
  }

  private start(feed: Feed, told: Extract<Told, { type: "start" }>): void {
    const { head, cursor } = told;
    const { position } = feed;
    if (!position) {
      // Whoever has no position begins at the present, whatever the stream replays.
      feed.position = { seq: head, cursor };
      return this.tellStart(feed, "live");
    }
    const join = joinAt(position, told);
    if (join.type === "follow") return this.tellStart(feed, "resumed");
    if (join.type === "reset") return this.reset(feed, { seq: head, cursor });
    feed.waiting = [];
    void this.catchUp(feed, join.since, { seq: head, cursor });
  }

  /** Fetches what lies between the page's position and the stream's beginning; what comes meanwhile waits. */
  private async catchUp(feed: Feed, since: string, otherwise: Position): Promise<void> {
    const { era } = this;
    const isOver = (): boolean => era !== this.era || !feed.waiting || this.feeds.get(feed.asked) !== feed;
    const caught = await this.readPatiently(feed.name, since, isOver);
    if (isOver()) return;
    const waiting = feed.waiting ?? [];
    feed.waiting = undefined;
    const [first] = caught?.events ?? [];
    const isNext =
      first?.seq === undefined || (feed.position && judge(feed.position.seq, first.seq, true) === "deliver");
    if (caught?.complete && isNext) {
      for (const event of caught.events) this.takeEvent(event, caught.cursor, true);
      this.tellStart(feed, "resumed");
    } else this.reset(feed, otherwise);
    for (const told of waiting) this.take(told);
  }

  /** Undefined where the position is gone, or the network stays away: the stream itself lives by the same. */
  private async readPatiently(
    channel: string,
    since: string,
    isOver: () => boolean,
  ): Promise<Caught | undefined> {
    const { env, request } = this.deps;
    for (let failures = 0; failures < mostTries && !isOver(); failures++) {
      try {
        return await readSince(request, channel, since);
      } catch (error) {
        const status = error instanceof RealtimeError ? (error.problem?.status ?? 500) : 500;
        if (status < 500 && status !== 429) return undefined;
        const ms = pauseAfter(failures, env.random);
        await new Promise<void>((resolve) => void env.after(ms, resolve));
      }
    }
    return undefined;
  }

  private reset(feed: Feed, position: Position): void {
    feed.position = position;
    feed.holeAt = undefined;
    for (const reader of this.readersOf(feed)) {
      reader.after.set(feed.asked, position.seq);
      reader.begin({ channel: feed.name, start: "reset", head: position.seq });
    }
    this.persistSoon();
  }

  /** Readers that had not begun begin now. */
  private tellStart(feed: Feed, start: "live" | "resumed"): void {
    const head = feed.position?.seq;
    for (const reader of this.readersOf(feed)) {
      const isNew = !reader.after.has(feed.asked);
      if (isNew) reader.after.set(feed.asked, head ?? 0);
      if (reader.restored.delete(feed.asked) || isNew)
        reader.begin({ channel: feed.name, start: isNew ? "live" : start, head });
    }
  }

  private end(feed: Feed, { problem }: Extract<Told, { type: "ended" }>): void {
    const details = { channel: feed.name, problem };
    const error = new RealtimeError("refused", `${feed.name} cannot be read: ${problem.title}.`, details);
    const readers = this.readersOf(feed);
    this.remove(feed.asked);
    this.deps.failed(error);
    for (const reader of readers) reader.end(error);
    this.deps.wantedChanged();
  }

  private readersOf({ asked }: Feed): readonly Reader[] {
    return this.byChannel.get(asked) ?? [];
  }

  private takeEvent(event: WireEvent, cursor: string | undefined, caught = false): void {
    const feed = this.names.get(event.channel) ?? this.feeds.get(event.channel);
    if (!feed) return;
    if (feed.waiting) return this.wait(feed, event, cursor);
    if (!isDurable(event)) {
      if (this.signals.get(event.id)) return;
      this.signals.set(event.id, true);
      return this.dispatch(feed, event);
    }
    if (!feed.position) return;
    const verdict = judge(feed.position.seq, event.seq, feed.keyed || caught);
    if (verdict === "drop") return;
    if (verdict === "hole") return this.hole(feed, event.seq - 1, cursor);
    this.dispatch(feed, event);
    // A handler may have ended the user's session.
    if (feed.position) feed.position = { seq: event.seq, cursor: cursor ?? feed.position.cursor };
    this.persistSoon();
  }

  private wait(feed: Feed, event: WireEvent, cursor: string | undefined): void {
    feed.waiting?.push({ type: "events", events: [event], cursor });
    if ((feed.waiting?.length ?? 0) <= mostWaiting || event.seq === undefined) return;
    feed.waiting = undefined;
    this.reset(feed, { seq: event.seq, cursor });
  }

  /** Events are missing: they are fetched; what cannot be had is a reset. */
  private hole(feed: Feed, head: number, cursor: string | undefined): void {
    const { position } = feed;
    if (!position) return;
    const isAgain = feed.holeAt === position.seq;
    feed.holeAt = position.seq;
    if (isAgain || position.cursor === undefined) return this.reset(feed, { seq: head, cursor });
    feed.waiting = [];
    void this.catchUp(feed, position.cursor, { seq: head, cursor });
  }

  private dispatch(feed: Feed, event: RealtimeEvent): void {
    const wrong = this.deps.validate?.(event);
    if (wrong !== undefined) {
      this.deps.failed(new RealtimeError("invalid", wrong, { channel: event.channel }));
      return;
    }
    this.recentEvents.push(event);
    if (this.recentEvents.length > 2 * this.deps.historySize)
      this.recentEvents = this.recentEvents.slice(-this.deps.historySize);
    const seq = event.seq ?? Infinity;
    for (const reader of this.readersOf(feed)) {
      if (
        seq > (reader.after.get(feed.asked) ?? Infinity) ||
        (event.seq === undefined && reader.after.has(feed.asked))
      )
        this.hand(reader, event);
    }
    for (const reader of this.everything) this.hand(reader, event);
  }

  private hand(reader: Reader, event: RealtimeEvent): void {
    if ((this.shared.get(reader.handler) ?? 0) > 1) {
      const handlers = this.had.get(event.id) ?? new Set<Handler>();
      if (handlers.has(reader.handler)) return;
      handlers.add(reader.handler);
      this.had.set(event.id, handlers);
    }
    reader.take(event);
  }

  private persistSoon(): void {
    this.persisting ??= this.deps.env.after(persistEveryMs, () => {
      this.persisting = undefined;
      this.persist();
    });
  }
}
