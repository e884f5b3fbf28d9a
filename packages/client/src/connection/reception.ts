import type { Frame } from "../stream/frames.js";
import { type ConnectedData, eventsOf, headsOf, problemOf, resetOf } from "../stream/wire.js";
import { type ProblemDocument, RealtimeError } from "../types/errors.js";
import type { PoolHost } from "./host.js";

interface ReceptionDeps {
  readonly host: Pick<PoolHost, "told" | "failed">;
  /** The right to read a channel was taken away; by the name that it was asked for by. */
  ended(asked: string, channel: string, problem: ProblemDocument): void;
}

/** What the links of a pool say, one after the other: tells it, and knows where each channel stands. */
export class Reception {
  cursor: string | undefined;
  /** The newest `seq` that came, by full name. */
  readonly #seqs = new Map<string, number>();
  readonly #askedAs = new Map<string, string>();
  /** `connected` has told of their reset, and the frame `reset` says it again. */
  readonly #toldOfReset = new Set<string>();
  #lagging = new Map<string, number>();

  constructor(private readonly deps: ReceptionDeps) {}

  /** The name that a channel was asked for by. */
  asked(channel: string): string {
    return this.#askedAs.get(channel) ?? channel;
  }

  seqIn(channel: string): number | undefined {
    return this.#seqs.get(channel);
  }

  moveTo(channel: string, seq: number): void {
    this.#seqs.set(channel, seq);
  }

  forget(): void {
    this.cursor = undefined;
    this.#seqs.clear();
  }

  /** `sent`: the position that the request had brought along. */
  begin({ at, channels }: ConnectedData, cursor: string | undefined, sent: string | undefined): void {
    const { host } = this.deps;
    host.told({ type: "clock", at });
    this.cursor = cursor ?? this.cursor;
    this.#toldOfReset.clear();
    for (const { channel, alias: asked = channel, start, from, head, keyed = false } of channels) {
      this.#askedAs.set(channel, asked);
      this.#seqs.set(channel, start === "resumed" ? from : head);
      if (start === "reset") this.#toldOfReset.add(channel);
      host.told({ type: "start", channel, asked, start, from, head, keyed, cursor, sent });
    }
  }

  /** False: something is missing. */
  take({ event, data, cursor }: Frame): boolean {
    switch (event) {
      case "ping": {
        const heads = headsOf(data);
        this.deps.host.told({ type: "heads", heads });
        return this.#isWhole(heads);
      }
      case "reset":
        this.#reset(data, cursor);
        break;
      case "error":
        this.#end(data);
        break;
      case "reconnect":
      case "snapshot": // a subscription that wants one fetches it: see `snapshots.ts`
        break;
      default:
        this.#events(event, data, cursor);
    }
    return true;
  }

  #events(event: string, data: unknown, cursor: string | undefined): void {
    const { host } = this.deps;
    const events = eventsOf(event, data);
    if (!events) return host.failed(new RealtimeError("frame", `A frame ${event} is not known.`));
    for (const { channel, seq = 0 } of events)
      if (seq > (this.#seqs.get(channel) ?? 0)) this.#seqs.set(channel, seq);
    host.told({ type: "events", events, cursor });
    this.cursor = cursor ?? this.cursor;
  }

  #reset(data: unknown, cursor: string | undefined): void {
    const { host } = this.deps;
    const reset = resetOf(data);
    if (!reset) return host.failed(new RealtimeError("frame", "A frame `reset` is wrong."));
    this.cursor = cursor ?? this.cursor;
    this.#seqs.set(reset.channel, reset.head);
    if (!this.#toldOfReset.delete(reset.channel)) host.told({ type: "reset", ...reset, cursor });
  }

  #end(data: unknown): void {
    const problem = problemOf(data);
    const channel = problem?.detail ?? "";
    if (problem && this.#seqs.delete(channel)) this.deps.ended(this.asked(channel), channel, problem);
  }

  /** Two pings in a row that know more of a channel than has come: the stream has a hole. */
  #isWhole(heads: ReadonlyMap<string, number>): boolean {
    const before = this.#lagging;
    this.#lagging = new Map();
    for (const [channel, head] of heads) {
      const seq = this.#seqs.get(channel);
      if (seq === undefined || head <= seq) continue;
      if (before.get(channel) === seq) return false;
      this.#lagging.set(channel, seq);
    }
    return true;
  }
}
