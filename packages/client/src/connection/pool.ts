import type { Environment } from "../environment/environment.js";
import type { Frame } from "../stream/frames.js";
import { type Link, type LinkEnd, openLink } from "../stream/link.js";
import { type ConnectedData, eventsOf, headsOf, problemOf, resetOf } from "../stream/wire.js";
import { RealtimeError } from "../types/errors.js";
import { pauseAfter } from "./backoff.js";
import { decideNext, type Next } from "./decide.js";
import { readSince, type Request } from "./history.js";
import type { Meter } from "./meter.js";
import type { Told } from "./told.js";
import { type Identity, renewAfter } from "./tokens.js";

export type PoolState =
  | { readonly type: "connecting" | "open" }
  | {
      readonly type: "reconnecting";
      readonly attempt: number;
      readonly retryAt: number;
      readonly cause: string;
    }
  | { readonly type: "degraded"; readonly transport: "poll" | "refetch" };

export interface PoolHost {
  readonly env: Environment;
  readonly meter: Meter;
  readonly streamUrl: string;
  readonly ticket: boolean;
  readonly maxAttempts: number;
  readonly request: Request;
  /** @throws what `getToken` throws. Null where nobody is signed in, or the user has changed meanwhile. */
  identify(force: boolean): Promise<Identity | null>;
  told(told: Told): void;
  changed(): void;
  suspend(reason: "auth" | "elsewhere" | "attempts", error?: RealtimeError): void;
  failed(error: RealtimeError): void;
  /** Whether streams are held back on the way, as another pool has found, until then; ms since the epoch. */
  pollUntil: number;
}

/** A stream that says nothing for so long is asked for as a long poll beside it, ms. */
const silentAfterMs = 4000;
/** A request that brought nothing for so long is given up, ms: a long poll is answered after 25 s. */
const answeredWithinMs = 45_000;
/** For so long long polls are used before a stream is tried again, ms. */
const pollForMs = 600_000;
/** A connection that lived so long was none of those that fail, ms. */
const provenAfterMs = 10_000;
/** Failures in a row before short requests are tried. */
const failuresBeforeRefetch = 3;
const refetchMs = [5000, 6000, 7000, 8000, 9000, 10_000] as const;
/** After so many rounds of short requests long polls are tried again. */
const refetchRounds = 6;

/** What a link was opened with. */
interface Asked {
  readonly forced: boolean;
  readonly cursor: string | undefined;
  readonly channels: readonly string[];
  poll: boolean;
}

/** Up to 16 channels on one stream: opens it, watches it, renews it, and gets it back. */
export class Pool {
  readonly channels = new Map<string, string | undefined>();
  state: PoolState = { type: "connecting" };
  private cursor: string | undefined;
  private link: Link | undefined;
  /** Opened to take the place of `link`, once it is connected. */
  private candidate: Link | undefined;
  private readonly requests = new WeakMap<Link, Asked>();
  private failures = 0;
  private firstMs = 1000;
  private force = false;
  private running = false;
  /** Grows with every stop: what an older run awaited does nothing any more. */
  private run = 0;
  /** The same for each place of a link. */
  private readonly turns = { link: 0, candidate: 0 };
  private readonly timers = new Map<string, () => void>();
  private wake: (() => void) | undefined;
  private lagging = new Map<string, number>();
  /** The newest `seq` that came, by full name. */
  private readonly seqs = new Map<string, number>();
  /** The names that channels were asked for by. */
  private readonly askedAs = new Map<string, string>();
  /** `connected` has told of their reset, and the frame `reset` says it again. */
  private readonly toldOfReset = new Set<string>();

  constructor(private readonly host: PoolHost) {}

  get isRunning(): boolean {
    return this.running;
  }

  /** By its full name, or the one that it was asked for by. */
  has(channel: string): boolean {
    return this.channels.has(this.askedAs.get(channel) ?? channel);
  }

  /** Channels have come or gone: opens a stream that has them, and lets go of the present one then. */
  update(): void {
    if (!this.running) return this.start();
    if (this.channels.size === 0) this.stop();
    else if (this.link?.connection && this.state.type === "open") void this.open("candidate");
    else if (this.link) this.restart();
  }

  start(): void {
    if (this.running || this.channels.size === 0) return;
    this.running = true;
    this.failures = 0;
    this.set({ type: "connecting" });
    void this.open("link");
  }

  stop(): void {
    this.run++;
    this.running = false;
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    this.wake = undefined;
    this.link?.close();
    this.candidate?.close();
    this.link = this.candidate = undefined;
  }

  forget(): void {
    this.cursor = undefined;
    this.seqs.clear();
  }

  /** The device woke up, or the network came back: tries at once where it waits, and looks whether a stream is alive. */
  awaken(): void {
    if (!this.running) return;
    if (this.wake) this.after("retry", Math.round(this.host.env.random() * 500), this.wake);
    else this.watch();
  }

  /** Something is missing on a stream that looks well. */
  reopen(cause: string): void {
    if (!this.running || !this.link?.connection) return;
    this.host.meter.reconnected(cause);
    this.restart();
  }

  private restart(): void {
    this.link?.close();
    this.candidate?.close();
    this.link = this.candidate = undefined;
    void this.open("link");
  }

  private async open(
    as: "link" | "candidate",
    poll = this.host.pollUntil > this.host.env.now(),
  ): Promise<void> {
    const [run, turn, forced] = [this.run, ++this.turns[as], this.force];
    const isOver = (): boolean => run !== this.run || turn !== this.turns[as];
    this.force = false;
    try {
      const identity = await this.host.identify(forced);
      if (isOver()) return;
      if (!identity) return this.host.suspend("auth");
      const query = new URLSearchParams({ channels: [...this.channels.keys()].join(",") });
      if (poll) query.set("poll", "1");
      const replaced = this.link?.connection;
      if (as === "candidate" && replaced) query.set("replaces", replaced.connectionId);
      if (this.host.ticket && identity.token !== undefined) {
        query.set("ticket", await this.ticket());
        if (isOver()) return;
      }
      const headers: Record<string, string> = {};
      if (identity.token !== undefined && !this.host.ticket)
        headers["Authorization"] = `Bearer ${identity.token}`;
      const cursor = this.cursor ?? commonest([...this.channels.values()]);
      if (cursor !== undefined) headers["Last-Event-ID"] = cursor;
      const url = `${this.host.streamUrl}/api/sse/stream?${query.toString()}`;
      if (as === "candidate") this.candidate?.close();
      const link = openLink(
        this.host.env,
        { url, headers, withCookie: identity.token === undefined },
        {
          connected: (from, data, at) => this.connected(from, data, at),
          frame: (from, frame) => this.take(from, frame),
          retry: (ms) => (this.firstMs = Math.max(50, ms)),
          broken: (reason) => this.host.failed(new RealtimeError("frame", reason)),
          bytes: (chars) => this.host.meter.read(chars),
        },
      );
      this.requests.set(link, { forced, cursor, poll, channels: [...this.channels.keys()] });
      this[as] = link;
      if (as === "link" && !poll) this.after("silence", silentAfterMs, () => this.ifSilent(link));
      this.after(`answer ${as}`, answeredWithinMs, () => this.ifUnanswered(link));
      if (identity.expiresAt !== undefined)
        this.after("renewal", renewAfter(identity.expiresAt, this.host.env), () => this.renew());
      void link.ended.then((end) => this.ended(link, end));
    } catch (error) {
      // A token that cannot be had now does not end the stream that is open.
      if (isOver()) return;
      if (as === "link") this.follow({ type: "pause", cause: reasonOf(error) });
      else this.tryCandidateAgain();
    }
  }

  private async ticket(): Promise<string> {
    const answer = await this.host.request("/api/realtime/tickets", { method: "POST" });
    const body: unknown = await answer.json();
    if (typeof body === "object" && body !== null && "ticket" in body && typeof body.ticket === "string")
      return body.ticket;
    throw new Error(`a ticket was refused with ${answer.status}`);
  }

  /** A new token, and a stream that is opened with it before the present one ends. */
  private renew(): void {
    this.force = true;
    if (this.state.type === "open") void this.open("candidate");
  }

  private ifSilent(link: Link): void {
    if (link === this.link && link.connection === undefined && !this.candidate)
      void this.open("candidate", true);
  }

  private ifUnanswered(link: Link): void {
    if (link.connection !== undefined || (link !== this.link && link !== this.candidate)) return;
    const isCandidate = link === this.candidate;
    link.close();
    if (isCandidate) {
      this.candidate = undefined;
      return this.tryCandidateAgain();
    }
    this.link = undefined;
    this.follow({ type: "pause", cause: "no answer" });
  }

  private tryCandidateAgain(): void {
    this.force = true;
    this.after("candidate", pauseAfter(2, this.host.env.random, { leastMs: 1000 }), () => this.update());
  }

  private connected(link: Link, data: ConnectedData, cursor: string | undefined): void {
    const { host } = this;
    const request = this.requests.get(link);
    if (!request) return;
    if (link === this.candidate) {
      // A stream that brought nothing while a long poll beside it was answered is held back on the way.
      if (request.poll && this.link && !this.link.connection) host.pollUntil = host.env.now() + pollForMs;
      this.link?.close();
      this.link = link;
      this.candidate = undefined;
    } else if (link === this.link) {
      this.candidate?.close();
      this.candidate = undefined;
    } else return;
    const poll = data.mode === "poll";
    request.poll = poll;
    if (!poll || this.state.type !== "degraded") host.meter.connected();
    host.told({ type: "clock", at: data.at });
    this.cursor = cursor ?? this.cursor;
    this.toldOfReset.clear();
    for (const { channel, alias: asked = channel, start, from, head, keyed = false } of data.channels) {
      this.askedAs.set(channel, asked);
      this.seqs.set(channel, start === "resumed" ? from : head);
      if (start === "reset") this.toldOfReset.add(channel);
      host.told({ type: "start", channel, asked, start, from, head, keyed, cursor, sent: request.cursor });
    }
    this.set(poll ? { type: "degraded", transport: "poll" } : { type: "open" });
    this.after("proven", provenAfterMs, () => (this.failures = 0));
    this.watch();
    this.dropStale(request.channels);
  }

  /** Channels that came or went while the stream was opened. */
  private dropStale(opened: readonly string[]): void {
    const wanted = [...this.channels.keys()];
    const isSame = wanted.length === opened.length && wanted.every((name) => opened.includes(name));
    if (!isSame && this.state.type === "open") void this.open("candidate");
  }

  private take(link: Link, { event, data, cursor }: Frame): void {
    if (link !== this.link) return;
    const { host } = this;
    switch (event) {
      case "ping": {
        const heads = headsOf(data);
        host.told({ type: "heads", heads });
        return this.compare(heads);
      }
      case "reset": {
        const reset = resetOf(data);
        if (!reset) return host.failed(new RealtimeError("frame", "A frame `reset` is wrong."));
        this.cursor = cursor ?? this.cursor;
        this.seqs.set(reset.channel, reset.head);
        if (this.toldOfReset.delete(reset.channel)) return;
        return host.told({ type: "reset", ...reset, cursor });
      }
      case "error": {
        const problem = problemOf(data);
        const channel = problem?.detail ?? "";
        if (problem && this.seqs.has(channel)) {
          this.seqs.delete(channel);
          this.channels.delete(this.askedAs.get(channel) ?? channel);
          host.told({ type: "ended", channel, problem });
        }
        return;
      }
      case "reconnect":
        return;
      default: {
        const events = eventsOf(event, data);
        if (!events)
          return host.failed(new RealtimeError("frame", `A frame ${event} is none that this client knows.`));
        for (const { channel, seq } of events)
          if (seq !== undefined) this.seqs.set(channel, Math.max(seq, this.seqs.get(channel) ?? 0));
        host.told({ type: "events", events, cursor });
        this.cursor = cursor ?? this.cursor;
      }
    }
  }

  /** Two pings in a row that know more of a channel than has come: the stream has a hole. */
  private compare(heads: ReadonlyMap<string, number>): void {
    const before = this.lagging;
    this.lagging = new Map();
    for (const [channel, head] of heads) {
      const seq = this.seqs.get(channel);
      if (seq === undefined || head <= seq) continue;
      if (before.get(channel) === seq) return this.reopen("hole");
      this.lagging.set(channel, seq);
    }
  }

  /** Ends a stream that was silent for two and a half pings. A device that slept finds that when its timers run again. */
  private watch(): void {
    const { env, meter } = this.host;
    const { link } = this;
    const pingMs = link?.connection?.pingMs;
    if (!link || pingMs === undefined || this.requests.get(link)?.poll) return;
    const silence = env.now() - (link.heardAt ?? link.openedAt);
    if (silence < 2.5 * pingMs) {
      this.after("watch", Math.min(2.5 * pingMs - silence, 5000), () => this.watch());
      return;
    }
    meter.reconnected("silence");
    link.close();
    this.link = undefined;
    this.pause(Math.round(env.random() * 500), "silence");
  }

  private ended(link: Link, end: LinkEnd): void {
    if (link === this.candidate) {
      this.candidate = undefined;
      // The present stream goes on; what it lacks is tried again. A refused channel has to be named first.
      if (end.type === "refused" && end.status < 429 && end.status !== 401) this.restart();
      else if (end.type !== "closed") this.tryCandidateAgain();
      return;
    }
    if (link !== this.link) return;
    this.link = undefined;
    if (this.channels.size === 0) return this.stop();
    const request = this.requests.get(link);
    if (this.candidate && end.type !== "refused") {
      this.link = this.candidate;
      this.candidate = undefined;
      return;
    }
    this.candidate?.close();
    this.candidate = undefined;
    const next = decideNext(end, {
      channels: request?.channels ?? [],
      poll: request?.poll ?? false,
      forced: request?.forced ?? false,
      resumed: request?.cursor !== undefined,
      connected: link.connection !== undefined,
    });
    this.follow(next);
  }

  private follow(next: Next): void {
    const { host } = this;
    switch (next.type) {
      case "stop":
        return;
      case "again":
        this.force = next.force ?? false;
        if (next.cause === "poll") {
          this.after("retry", this.firstMs, () => void this.open("link"));
          return;
        }
        host.meter.reconnected(next.cause);
        return this.pause(next.exactMs, next.cause);
      case "poll":
        host.pollUntil = host.env.now() + pollForMs;
        return void this.open("link");
      case "forget":
        this.forget();
        for (const name of this.channels.keys()) this.channels.set(name, undefined);
        host.failed(new RealtimeError("connection", `The connection begins anew: ${next.cause}.`));
        return this.fail({ type: "pause", cause: next.cause, answered: true });
      case "drop":
        for (const channel of next.channels) this.drop(channel, next.problem);
        if (this.channels.size > 0) void this.open("link");
        else this.stop();
        return;
      case "probe":
        return void this.probe(next.problem);
      case "suspend": {
        const code = next.reason === "auth" ? "unauthenticated" : "connection";
        const text =
          next.reason === "auth" ? "The token was refused." : "Newer connections of the user took the place.";
        return host.suspend(next.reason, new RealtimeError(code, text, { problem: next.problem }));
      }
      case "pause":
        return this.fail(next);
    }
  }

  private fail({ cause, leastMs, answered = false }: Extract<Next, { type: "pause" }>): void {
    const { host } = this;
    this.failures++;
    host.meter.reconnected(cause);
    host.failed(new RealtimeError("connection", `Not connected: ${cause}.`));
    if (this.failures >= host.maxAttempts) return host.suspend("attempts");
    if (!answered && this.failures % failuresBeforeRefetch === 0) return void this.refetch(0);
    const firstMs = Math.max(500, this.firstMs);
    this.pause(pauseAfter(this.failures - 1, host.env.random, { firstMs, leastMs }), cause);
  }

  private pause(ms: number, cause: string): void {
    const { env } = this.host;
    const attempt = Math.max(1, this.failures);
    this.set({ type: "reconnecting", attempt, retryAt: env.now() + ms, cause });
    const act = (): void => {
      this.wake = undefined;
      void this.open("link");
    };
    this.wake = act;
    this.after("retry", ms, act);
  }

  private drop(channel: string, problem: Extract<Next, { type: "drop" }>["problem"]): void {
    this.channels.delete(channel);
    this.host.told({ type: "ended", channel, problem });
  }

  /** Asks for each channel by itself which of them cannot be read. */
  private async probe(problem: Extract<Next, { type: "probe" }>["problem"]): Promise<void> {
    const run = this.run;
    const refused = new Map<string, typeof problem>();
    for (const channel of this.channels.keys()) {
      await readSince(this.host.request, channel).catch((error: unknown) => {
        const found = error instanceof RealtimeError ? error.problem : undefined;
        if (found && [400, 403, 404].includes(found.status)) refused.set(channel, found);
      });
    }
    if (run !== this.run) return;
    for (const [channel, found] of refused) this.drop(channel, found);
    if (this.channels.size === 0) return this.stop();
    if (refused.size > 0) void this.open("link");
    else this.fail({ type: "pause", cause: problem.title, answered: true });
  }

  /** The last rung: what came since the position, by one short request for each channel. */
  private async refetch(round: number): Promise<void> {
    const { host, run } = this;
    let cause = "";
    for (const asked of this.channels.keys()) {
      const since = this.channels.get(asked) ?? this.cursor;
      try {
        const { events, cursor, complete } = await readSince(host.request, asked, since);
        if (run !== this.run) return;
        const channel = events.at(-1)?.channel ?? asked;
        const head = events.at(-1)?.seq ?? this.seqs.get(channel) ?? 0;
        if (since === undefined) {
          const start = {
            type: "start",
            channel,
            asked,
            start: "live",
            from: head,
            head,
            keyed: false,
          } as const;
          host.told({ ...start, cursor, sent: undefined });
        } else if (complete) host.told({ type: "events", events, cursor });
        else host.told({ type: "reset", channel, head, cursor });
        this.seqs.set(channel, head);
        this.channels.set(asked, cursor);
      } catch (error) {
        cause = reasonOf(error);
        break;
      }
      if (run !== this.run) return;
    }
    if (run !== this.run) return;
    if (cause !== "") {
      this.failures++;
      return this.pause(pauseAfter(this.failures - 1, host.env.random), cause);
    }
    this.set({ type: "degraded", transport: "refetch" });
    const isEnough = round + 1 >= refetchRounds;
    this.after("retry", refetchMs[Math.min(round, refetchMs.length - 1)] ?? 10_000, () => {
      if (!isEnough) return void this.refetch(round + 1);
      this.failures = failuresBeforeRefetch - 1;
      void this.open("link", true);
    });
  }

  private set(state: PoolState): void {
    this.state = state;
    this.host.changed();
  }

  private after(name: string, ms: number, act: () => void): void {
    this.timers.get(name)?.();
    this.timers.set(name, this.host.env.after(ms, act));
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function commonest(cursors: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const cursor of cursors) if (cursor !== undefined) counts.set(cursor, (counts.get(cursor) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
