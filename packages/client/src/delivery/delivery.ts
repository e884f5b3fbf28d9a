import type { WireEvent } from "@firecast/contract/core/events";
import type { Request } from "../requests/history.js";
import type { Meter } from "../connection/meter.js";
import type { Told, ToldOf } from "../connection/told.js";
import type { Environment } from "../environment/environment.js";
import type { Part } from "../environment/parts.js";
import type { Later } from "../later/later.js";
import type { RealtimeEvent } from "../types/catalogue.js";
import { RealtimeError } from "../types/errors.js";
import type { RealtimeOptions, SubscribeOptions } from "../types/options.js";
import { type Feed, Feeds, type Waiting } from "./feeds.js";
import { Hand } from "./hand.js";
import { Kept } from "./kept.js";
import { isDurable, joinAt, judge, type Position } from "./position.js";
import { type Handler, Reader, type ReaderDeps } from "./reader.js";
import { RecentEvents, RecentIds } from "./recent.js";
import { wrongWith } from "./validity.js";

interface DeliveryDeps {
  readonly env: Environment;
  readonly later: Part<Later>;
  readonly meter: Meter;
  readonly request: Request;
  readonly readState: ReaderDeps["readState"];
  readonly historySize: number;
  pinged(): void;
  readonly validate: RealtimeOptions["validate"];
  failed(error: RealtimeError): void;
  /** Other channels are wanted than before. */
  wantedChanged(): void;
}

const rememberedSignals = 1000;
/** What waits at most for events that come before it; beyond, the state is to be fetched. */
const mostWaiting = 1000;

/** Hands the events of all channels to their handlers: durable ones once and in order. */
export class Delivery {
  readonly #feeds = new Feeds();
  readonly #hand = new Hand();
  readonly kept: Kept;
  readonly #signals = new RecentIds<true>(rememberedSignals);
  readonly #recent: RecentEvents<RealtimeEvent>;
  readonly #readerDeps: ReaderDeps;
  #turn: Promise<unknown> = Promise.resolve();
  /** Grows when a user goes: what was under way for that user is not delivered. */
  #era = 0;

  constructor(private readonly deps: DeliveryDeps) {
    const { env, later, meter, failed, readState, historySize } = deps;
    this.kept = new Kept({ env, later, failed, feeds: this.#feeds });
    this.#recent = new RecentEvents(historySize);
    this.#readerDeps = {
      ...{ env, later, failed, readState },
      delivered: ({ at }) => meter.delivered(at),
      inTurn: (act) => (this.#turn = this.#turn.then(act, act)),
    };
  }

  get wanted(): ReadonlyMap<string, string | undefined> {
    return this.#feeds.positions;
  }

  recent(channel?: string): readonly RealtimeEvent[] {
    const name = channel && (this.#feeds.find(channel)?.name ?? channel);
    return this.#recent.all.filter((event) => name === undefined || event.channel === name);
  }

  subscribe(channels: readonly string[] | undefined, handler: Handler, options: SubscribeOptions): Reader {
    const reader = new Reader(channels, handler, options, this.#readerDeps);
    this.#feeds.add(reader);
    this.#hand.joins(reader);
    this.kept.keeping?.restore(reader);
    for (const asked of channels ?? []) {
      const { position, name } = this.#feeds.asked(asked);
      if (!position || reader.after.has(asked)) continue;
      reader.after.set(asked, position.seq);
      reader.begin({ channel: name, start: "live", head: position.seq });
    }
    this.deps.wantedChanged();
    return reader;
  }

  unsubscribe(reader: Reader): void {
    if (!this.#feeds.delete(reader)) return;
    reader.close();
    this.#hand.leaves(reader);
    this.deps.wantedChanged();
  }

  /** Nothing of this user reaches the next one. */
  forget(): void {
    this.#era++;
    this.kept.forget();
    for (const memory of [this.#recent, this.#signals, this.#hand]) memory.clear();
    this.#feeds.forget();
    for (const reader of this.#feeds.readers) {
      reader.after.clear();
      reader.dropHeld();
    }
  }

  take(told: Told): void {
    switch (told.type) {
      case "clock":
        return this.deps.meter.clock(told.at);
      case "heads":
        return this.deps.pinged();
      case "events":
        for (const event of told.events)
          if (isDurable(event) || this.#signals.add(event.id, true))
            for (const feed of this.#feeds.named(event.channel)) this.#takeEvent(feed, event, told.cursor);
        return;
      case "start":
        return this.#feeds.of(told.asked, told.channel).forEach((feed) => this.#takeStart(feed, told));
      case "reset":
        return this.#feeds.of(told.channel).forEach((feed) => {
          feed.waiting = undefined;
          this.#reset(feed, { seq: told.head, cursor: told.cursor });
        });
      case "ended":
        this.#feeds.of(told.channel).forEach((feed) => this.#end(feed, told));
    }
  }

  #takeStart(feed: Feed, told: ToldOf<"start">): void {
    feed.keyed = told.keyed;
    this.#feeds.begins(feed, told.channel);
    if (feed.waiting) feed.waiting.push(told);
    else this.#start(feed, told);
  }

  #start(feed: Feed, told: ToldOf<"start">): void {
    const { position } = feed;
    const begun = { seq: told.head, cursor: told.cursor };
    if (!position) {
      // A subscription without a position begins at the present, whatever the stream replays.
      feed.position = begun;
      this.#tellStart(feed, "live");
      return this.#tellEverything(feed, "live");
    }
    const join = joinAt(position, told);
    if (join.type === "follow") this.#tellStart(feed, "resumed");
    else if (join.type === "reset") this.#reset(feed, begun);
    else this.#fill(feed, join.since, begun);
  }

  /** Fetches what lies between `since` and now; what comes meanwhile waits. What cannot be had is a reset. */
  #fill(feed: Feed, since: string, otherwise: Position): void {
    const waiting: Waiting[] = (feed.waiting = []);
    const { env, later, request } = this.deps;
    const era = this.#era;
    const isOver = (): boolean => era !== this.#era || feed.waiting !== waiting || !this.#feeds.isKnown(feed);
    const missing = { env, request, channel: feed.name, since, seq: feed.position?.seq ?? 0, isOver };
    void later
      .load()
      .then(({ catchUp }) => catchUp(missing))
      .catch(() => undefined)
      .then((caught) => {
        if (isOver()) return;
        feed.waiting = undefined;
        if (caught) {
          for (const event of caught.events) this.#takeEvent(feed, event, caught.cursor, true);
          this.#tellStart(feed, "resumed");
        } else this.#reset(feed, otherwise);
        for (const told of waiting)
          if (told.type === "start") this.#takeStart(feed, told);
          else this.#takeEvent(feed, told.event, told.cursor);
      });
  }

  #reset(feed: Feed, position: Position): void {
    feed.position = position;
    feed.holeAt = undefined;
    for (const reader of this.#feeds.readersOf(feed)) {
      reader.after.set(feed.asked, position.seq);
      reader.begin({ channel: feed.name, start: "reset", head: position.seq });
    }
    this.#tellEverything(feed, "reset");
    this.kept.keeping?.soon();
  }

  #tellEverything({ name: channel, position }: Feed, start: "live" | "reset"): void {
    for (const reader of this.#feeds.everything) reader.begin({ channel, start, head: position?.seq });
  }

  /** Readers that had not begun begin now. */
  #tellStart(feed: Feed, start: "live" | "resumed"): void {
    const head = feed.position?.seq;
    for (const reader of this.#feeds.readersOf(feed)) {
      const isNew = !reader.after.has(feed.asked);
      if (isNew) reader.after.set(feed.asked, head ?? 0);
      if (reader.restored.delete(feed.asked) || isNew)
        reader.begin({ channel: feed.name, start: isNew ? "live" : start, head });
    }
  }

  #end(feed: Feed, { problem }: ToldOf<"ended">): void {
    const details = { channel: feed.name, problem };
    const error = new RealtimeError("refused", `${feed.name} cannot be read: ${problem.title}.`, details);
    const readers = this.#feeds.readersOf(feed);
    this.#feeds.remove(feed.asked);
    this.deps.failed(error);
    for (const reader of readers) reader.end(error);
    this.deps.wantedChanged();
  }

  #takeEvent(feed: Feed, event: WireEvent, cursor: string | undefined, caught = false): void {
    if (feed.waiting) return this.#wait(feed, event, cursor);
    if (!isDurable(event)) return this.#dispatch(feed, event);
    if (!feed.position) return;
    const verdict = judge(feed.position.seq, event.seq, feed.keyed || caught);
    if (verdict === "drop") return;
    if (verdict === "hole") return this.#hole(feed, feed.position, { seq: event.seq, cursor });
    this.#dispatch(feed, event);
    // A handler may have ended the user's session.
    if (feed.position) feed.position = { seq: event.seq, cursor: cursor ?? feed.position.cursor };
    this.kept.keeping?.soon();
  }

  #wait(feed: Feed, event: WireEvent, cursor: string | undefined): void {
    feed.waiting?.push({ type: "event", event, cursor });
    if ((feed.waiting?.length ?? 0) <= mostWaiting || event.seq === undefined) return;
    feed.waiting = undefined;
    this.#reset(feed, { seq: event.seq, cursor });
  }

  /** Events are missing; another look that finds the same hole is a reset. */
  #hole(feed: Feed, { seq, cursor }: Position, otherwise: Position): void {
    const isAgain = feed.holeAt === seq;
    feed.holeAt = seq;
    if (isAgain || cursor === undefined) this.#reset(feed, otherwise);
    else this.#fill(feed, cursor, otherwise);
  }

  #dispatch(feed: Feed, event: RealtimeEvent): void {
    const wrong = wrongWith(event, this.deps.validate);
    if (wrong !== undefined)
      return this.deps.failed(new RealtimeError("invalid", wrong, { channel: event.channel }));
    this.#recent.add(event);
    for (const reader of this.#feeds.hearersOf(feed))
      if (reader.isFor(feed.asked, event.seq)) this.#hand.give(reader, event);
  }
}
