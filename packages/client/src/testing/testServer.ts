import type { WireEvent } from "@firecast/contract/core/events";
import { claimsOf } from "../connection/tokens.js";
import { isRecord } from "../stream/wire.js";
import type { ProblemDocument } from "../types/errors.js";
import type { TestClock } from "./testClock.js";

/** A backend in memory, for tests: streams, long polls, history and publications, and all that can go wrong on the way. */
export interface TestServer {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** What was asked, as `GET /api/…`; the oldest first. */
  readonly requests: readonly TestRequest[];
  /** Streams that are open, and long polls that wait. */
  readonly open: number;
  publish(channel: string, type: string, data?: unknown, how?: TestEvent): WireEvent;
  /** The events that the channel keeps. */
  log(channel: string): readonly WireEvent[];

  /** The next so many events are kept, but reach no stream. */
  drop(events?: number): void;
  /** Every event comes twice from now on. */
  duplicate(on?: boolean): void;
  /** Every event comes so much later, ms. */
  delay(ms: number): void;
  /** Connections break. */
  cut(): void;
  /** Streams end with `reconnect`. */
  end(reason: string, retryMs?: number): void;
  /** What was signed until now is refused. */
  expire(): void;
  /** Answers arrive when they have ended, as through a proxy that buffers. */
  buffer(on?: boolean): void;
  /** Connections stay, and nothing comes through. */
  freeze(on?: boolean): void;
  /** Nothing can be reached. */
  down(on?: boolean): void;
  /** The next so many requests, of that path if one is given, are refused. */
  refuse(
    status: number,
    how?: {
      path?: string;
      times?: number;
      headers?: Record<string, string>;
      problem?: ProblemDocument | null;
    },
  ): void;
  /** The channel is deleted and made again. */
  recreate(channel: string): void;
  /** Nobody may read it any more; open streams are told. */
  hide(channel: string): void;
  /** Bytes that are no frame of ours. */
  write(text: string): void;
}

export interface TestRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
}

export interface TestEvent {
  readonly ephemeral?: boolean;
  readonly by?: string;
  readonly idempotencyKey?: string;
  /** The same event in several channels. */
  readonly id?: string;
}

interface Log {
  epoch: number;
  head: number;
  events: WireEvent[];
}

interface Stream {
  readonly id: string;
  readonly channels: readonly string[];
  readonly positions: Map<string, number>;
  readonly poll: boolean;
  write(text: string): void;
  readonly over: Promise<void>;
  end(): void;
  fail(): void;
}

export interface TestServerOptions {
  readonly clock: TestClock;
  /** Events that a channel keeps. Default: 200. */
  readonly history?: number;
  /** Default: 30,000. */
  readonly pingMs?: number;
  /** How long a long poll waits, ms. Default: 25,000. */
  readonly pollMs?: number;
  /** Short names. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly keyed?: readonly string[];
}

const notFound: ProblemDocument = { type: "urn:firecast:problem:not-found", title: "Not found", status: 404 };
const unauthenticated: ProblemDocument = {
  ...{ type: "urn:firecast:problem:unauthenticated", title: "Sign in first", status: 401 },
};

export function testServer(options: TestServerOptions): TestServer {
  const { clock, history = 200, pingMs = 30_000, pollMs = 25_000, aliases = {}, keyed = [] } = options;
  const logs = new Map<string, Log>();
  const hidden = new Set<string>();
  const streams = new Set<Stream>();
  const requests: TestRequest[] = [];
  const answers = new Map<string, string>();
  let refusals: {
    status: number;
    path: string;
    times: number;
    headers: Record<string, string>;
    problem: ProblemDocument | null;
  }[] = [];
  let [ids, drops, delayMs, epochs] = [0, 0, 0, 0];
  let [doubled, buffered, frozen, isDown] = [false, false, false, false];
  let validFrom = -Infinity;

  const logOf = (channel: string): Log => {
    const known = logs.get(channel);
    if (known) return known;
    const made = { epoch: ++epochs, head: 0, events: [] };
    logs.set(channel, made);
    return made;
  };
  const cursorOf = (positions: ReadonlyMap<string, number>): string =>
    [...positions].map(([name, seq]) => `${name}~${logOf(name).epoch}~${seq}`).join(".");
  const seqIn = (cursor: string, channel: string): number | undefined => {
    const entry = cursor.split(".").find((one) => one.startsWith(`${channel}~${logOf(channel).epoch}~`));
    return entry === undefined ? undefined : Number(entry.split("~")[2]);
  };
  /** Undefined where the log does not reach back to it. */
  const since = (channel: string, seq: number): WireEvent[] | undefined => {
    const { events, head } = logOf(channel);
    if (seq > head || head - seq > events.length) return undefined;
    return events.filter((event) => (event.seq ?? 0) > seq);
  };
  const frame = (event: string, data: unknown, cursor?: string): string =>
    `${cursor === undefined ? "" : `id: ${cursor}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

  const send = (stream: Stream, event: WireEvent): void => {
    if (!streams.has(stream) || !stream.channels.includes(event.channel)) return;
    const { seq } = event;
    if (seq === undefined) return stream.write(frame(event.type, event));
    if (seq > (stream.positions.get(event.channel) ?? 0)) stream.positions.set(event.channel, seq);
    stream.write(frame(event.type, event, cursorOf(stream.positions)));
    if (stream.poll) stream.end();
  };

  const open = (request: TestRequest): Response => {
    const { searchParams } = request.url;
    const asked = (searchParams.get("channels") ?? "").split(",");
    const missing = asked.filter((name) => hidden.has(aliases[name] ?? name));
    if (missing.length > 0) {
      const errors = missing.map((name) => ({
        ...{ in: "query", pointer: "/channels", detail: `there is no channel ${name}` },
      }));
      return problemAnswer({ ...notFound, errors });
    }
    const cursor = request.headers.get("Last-Event-ID") ?? "";
    const poll = searchParams.get("poll") === "1";
    const connectionId = `c${++ids}`;
    const replays: WireEvent[] = [];
    const positions = new Map<string, number>();
    const starts = asked.map((name) => {
      const channel = aliases[name] ?? name;
      const { head } = logOf(channel);
      const seq = seqIn(cursor, channel);
      const missed = seq === undefined ? undefined : since(channel, seq);
      const start = missed ? "resumed" : cursor === "" ? "live" : "reset";
      positions.set(channel, missed ? (seq ?? 0) : head);
      replays.push(...(missed ?? []));
      const alias = channel === name ? {} : { alias: name };
      const isKeyed = keyed.includes(channel) ? { keyed: true } : {};
      return { channel, ...alias, start, from: positions.get(channel) ?? 0, head, ...isKeyed };
    });
    const { body, stream } = makeStream({
      id: connectionId,
      channels: starts.map(({ channel }) => channel),
      positions,
      poll,
    });
    const at = new Date(clock.now()).toISOString();
    const connected = { connectionId, channels: starts, at, mode: poll ? "poll" : "stream", pingMs };
    stream.write(`retry: ${poll ? 50 : 1000}\n${frame("connected", connected, cursorOf(positions))}`);
    for (const { channel, start, head } of starts)
      if (start === "reset")
        stream.write(frame("reset", { channel, reason: "unknown_position", head }, cursorOf(positions)));
    for (const event of replays) {
      stream.positions.set(event.channel, event.seq ?? 0);
      stream.write(frame(event.type, event, cursorOf(stream.positions)));
    }
    if (poll && (replays.length > 0 || starts.some(({ start }) => start === "reset"))) stream.end();
    const replaced = [...streams].find(({ id }) => id === searchParams.get("replaces"));
    replaced?.end();
    return new Response(body, { status: 200, headers: { "Content-Type": "text/event-stream" } });
  };

  const makeStream = (given: Pick<Stream, "id" | "channels" | "positions" | "poll">) => {
    const encoder = new TextEncoder();
    let held = "";
    let isOver: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (isOver = resolve));
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const close = (act: () => void): void => {
      if (!streams.delete(stream)) return;
      timer();
      if (!frozen) act();
      isOver();
    };
    const stream: Stream = {
      ...given,
      over,
      write: (text) => {
        if (frozen || !streams.has(stream)) return;
        if (buffered) held += text;
        else controller?.enqueue(encoder.encode(text));
      },
      end: () =>
        close(() => {
          if (held !== "") controller?.enqueue(encoder.encode(held));
          controller?.close();
        }),
      fail: () => close(() => controller?.error(new TypeError("network error"))),
    };
    const ping = (): void => {
      const heads = Object.fromEntries(stream.channels.map((channel) => [channel, logOf(channel).head]));
      stream.write(frame("ping", { at: new Date(clock.now()).toISOString(), heads }));
      timer = clock.after(pingMs, ping);
    };
    let timer = given.poll ? clock.after(pollMs, () => stream.end()) : clock.after(pingMs, ping);
    const body = new ReadableStream<Uint8Array>({
      start: (given) => {
        controller = given;
      },
      cancel: () => {
        streams.delete(stream);
        timer();
        isOver();
      },
    });
    streams.add(stream);
    return { body, stream };
  };

  const readHistory = ({ url }: TestRequest): Response => {
    const asked = url.searchParams.get("channel") ?? "";
    const channel = aliases[asked] ?? asked;
    if (hidden.has(channel)) return problemAnswer(notFound);
    const cursor = url.searchParams.get("since");
    const limit = Number(url.searchParams.get("limit") ?? 50);
    const { head, events } = logOf(channel);
    const seq = cursor === null ? undefined : seqIn(cursor, channel);
    const missed = seq === undefined ? undefined : since(channel, seq);
    const items = cursor === null ? events.slice(-limit) : (missed ?? events).slice(0, limit);
    const last = items.at(-1)?.seq ?? (cursor === null ? head : (seq ?? head));
    const nextCursor = cursorOf(new Map([[channel, last]]));
    return Response.json({ items, nextCursor, complete: missed !== undefined });
  };

  const takePublication = (request: TestRequest): Response => {
    const key = request.headers.get("Idempotency-Key") ?? `k${++ids}`;
    const known = answers.get(key);
    if (known !== undefined) return new Response(known, { status: 201 });
    const body: unknown = JSON.parse(request.body);
    const { channel, type, data } = isRecord(body) ? body : {};
    const event = server.publish(String(channel), String(type), data, { idempotencyKey: key });
    const text = JSON.stringify({ events: [{ id: event.id, channel: event.channel, seq: event.seq }] });
    answers.set(key, text);
    return new Response(text, { status: 201 });
  };

  const answer = (request: TestRequest): Response => {
    const { pathname } = request.url;
    const refusal = refusals.find(({ path }) => pathname.includes(path));
    if (refusal) {
      if (--refusal.times === 0) refusals = refusals.filter((one) => one !== refusal);
      const { status, headers, problem } = refusal;
      const body = problem === null ? "<html>" : JSON.stringify({ ...problem, status });
      return new Response(body, { status, headers });
    }
    const token = request.headers.get("Authorization")?.replace("Bearer ", "");
    if (token !== undefined) {
      const { expiresAt = Infinity } = claimsOf(token);
      if (expiresAt <= Math.max(clock.now(), validFrom)) return problemAnswer(unauthenticated);
    }
    if (pathname.endsWith("/stream")) return open(request);
    if (pathname.endsWith("/history")) return readHistory(request);
    if (pathname.endsWith("/publish")) return takePublication(request);
    if (pathname.endsWith("/tickets")) return Response.json({ ticket: `t${++ids}` }, { status: 201 });
    return problemAnswer(notFound);
  };

  const server: TestServer = {
    fetch: async (url, init) => {
      const request = {
        method: init.method ?? "GET",
        url: new URL(url, "http://test.invalid"),
        headers: new Headers(init.headers),
        body: typeof init.body === "string" ? init.body : "",
      };
      requests.push(request);
      if (isDown) throw new TypeError("fetch failed");
      const { signal } = init;
      const made = answer(request);
      const stream = [...streams].at(-1);
      const isStream = made.headers.get("Content-Type") === "text/event-stream";
      if (isStream) signal?.addEventListener("abort", () => stream?.fail());
      if (!isStream || (!buffered && !frozen)) return made;
      // The head waits with the body, as a buffering proxy does.
      await stream?.over;
      if (signal?.aborted) throw new DOMException("aborted", "AbortError");
      return made;
    },
    requests,
    get open() {
      return streams.size;
    },
    publish: (channel, type, data = {}, { ephemeral = false, by, idempotencyKey, id = `e${++ids}` } = {}) => {
      const log = logOf(channel);
      const seq = ephemeral ? undefined : ++log.head;
      const event: WireEvent = {
        ...{ id, channel, type },
        ...(seq !== undefined && { seq }),
        at: new Date(clock.now()).toISOString(),
        ...(by !== undefined && { by }),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        data,
      };
      if (seq !== undefined) log.events = [...log.events, event].slice(-history);
      if (drops > 0) {
        drops--;
        for (const stream of streams)
          if (seq !== undefined && stream.channels.includes(channel)) stream.positions.set(channel, seq);
        return event;
      }
      const deliver = (): void => {
        for (const stream of [...streams])
          for (let times = doubled ? 2 : 1; times > 0; times--) send(stream, event);
      };
      if (delayMs > 0) clock.after(delayMs, deliver);
      else deliver();
      return event;
    },
    log: (channel) => logOf(channel).events,
    drop: (events = 1) => void (drops += events),
    duplicate: (on = true) => void (doubled = on),
    delay: (ms) => void (delayMs = ms),
    cut: () => {
      for (const stream of [...streams]) stream.fail();
    },
    end: (reason, retryMs = 500) => {
      for (const stream of [...streams]) {
        stream.write(frame("reconnect", { reason, retryMs }));
        stream.end();
      }
    },
    expire: () => {
      validFrom = Infinity;
      server.end("token_expiring");
      clock.after(1, () => (validFrom = -Infinity));
    },
    buffer: (on = true) => void (buffered = on),
    freeze: (on = true) => void (frozen = on),
    down: (on = true) => {
      isDown = on;
      if (on) server.cut();
    },
    refuse: (status, { path = "", times = 1, headers = {}, problem = notFound } = {}) =>
      void refusals.push({ status, path, times, headers, problem }),
    recreate: (channel) => {
      logs.delete(channel);
      for (const stream of [...streams]) {
        if (!stream.channels.includes(channel)) continue;
        stream.positions.set(channel, 0);
        logOf(channel);
        stream.write(frame("reset", { channel, reason: "recreated", head: 0 }, cursorOf(stream.positions)));
      }
    },
    hide: (channel) => {
      hidden.add(channel);
      const problem = {
        type: "urn:firecast:problem:forbidden",
        title: "Not allowed",
        status: 403,
        detail: channel,
      };
      for (const stream of [...streams])
        if (stream.channels.includes(channel)) stream.write(frame("error", problem));
    },
    write: (text) => {
      for (const stream of [...streams]) stream.write(text);
    },
  };
  return server;
}

const problemAnswer = (problem: ProblemDocument): Response =>
  Response.json(problem, { status: problem.status, headers: { "Content-Type": "application/problem+json" } });
