import type { WireEvent } from "@firecast/contract/core/events";
import type { Environment } from "../environment/environment.js";
import type { ProblemDocument } from "../types/errors.js";
import { createLogs } from "./server/logs.js";
import { clearNetwork, notFound, refusalOf } from "./server/network.js";
import { openTestSocket } from "./server/sockets.js";
import { requestHandler, type TestRequest } from "./server/requests.js";
import { createStreams, type Stream } from "./server/streams.js";
import { claimsOf } from "../connection/tokens.js";
import type { TestClock } from "./testClock.js";

/** A backend in memory, for tests: streams, long polls, history and publications, and all that can go wrong on the way. */
export interface TestServer {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly openSocket: NonNullable<Environment["openSocket"]>;
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
  /** What is read of the history from now on arrives so much later, ms. */
  slow(ms: number): void;
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
  /** No socket is let through. */
  noSockets(on?: boolean): void;
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
  /** No user may read it any more; open streams are told. */
  hide(channel: string): void;
  /** Bytes that are no frame of ours. */
  write(text: string): void;
}

export interface TestEvent {
  readonly ephemeral?: boolean;
  readonly by?: string;
  readonly idempotencyKey?: string;
  /** The same event in several channels. */
  readonly id?: string;
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

export function testServer(options: TestServerOptions): TestServer {
  const { clock, history = 200, pingMs = 30_000, pollMs = 25_000, aliases = {}, keyed = [] } = options;
  const logs = createLogs(history);
  const network = clearNetwork();
  const streams = createStreams({ clock, logs, network, pingMs, pollMs });
  const hidden = new Set<string>();
  const requests: TestRequest[] = [];
  let [ids, drops, delayMs, slowMs, refusedUntil] = [0, 0, 0, 0, -Infinity];
  let [doubled, hasSockets] = [false, true];
  const newId = (): string => `c${++ids}`;
  const common = { clock, logs, streams, pingMs, aliases, keyed: new Set(keyed), hidden, newId };
  const isRefused = (token: string): boolean =>
    (claimsOf(token).expiresAt ?? Infinity) <= Math.max(clock.now(), refusedUntil);
  const streamOf = new WeakMap<Response, Stream>();
  const answer = requestHandler({
    ...{ ...common, isRefused, streamOf },
    publish: (channel, type, data, idempotencyKey) => server.publish(channel, type, data, { idempotencyKey }),
  });
  const reading = (channel: string) => [...streams.open].filter(({ channels }) => channels.includes(channel));

  const server: TestServer = {
    fetch: async (url, init) => {
      const request = {
        method: init.method ?? "GET",
        url: new URL(url, "http://test.invalid"),
        headers: new Headers(init.headers),
        body: typeof init.body === "string" ? init.body : "",
      };
      requests.push(request);
      if (network.down) throw new TypeError("fetch failed");
      const { signal } = init;
      const made = refusalOf(network, request.url.pathname) ?? answer(request);
      if (slowMs > 0 && request.url.pathname.endsWith("/history")) {
        await new Promise<void>((resolve) => void clock.after(slowMs, resolve));
        if (network.down) throw new TypeError("fetch failed");
      }
      const stream = streamOf.get(made);
      if (!stream) return made;
      signal?.addEventListener("abort", () => stream.fail());
      if (!network.buffered && !network.frozen) return made;
      // The head waits with the body, as a buffering proxy does.
      await stream.over;
      if (signal?.aborted) throw new DOMException("aborted", "AbortError");
      return made;
    },
    openSocket: (url, protocols) =>
      openTestSocket(
        {
          ...{ ...common, isRefused },
          isFrozen: () => network.frozen,
          isOpen: () => hasSockets && !network.down,
          publish: ({ channel, type, data, idempotencyKey }) =>
            server.publish(String(channel), String(type), data, { idempotencyKey: String(idempotencyKey) }),
        },
        url,
        protocols,
      ),
    requests,
    get open() {
      return streams.open.size;
    },
    publish: (channel, type, data = {}, { ephemeral = false, by, idempotencyKey, id = `e${++ids}` } = {}) => {
      const seq = ephemeral ? undefined : logs.next(channel);
      const event: WireEvent = {
        ...{ id, channel, type },
        ...(seq !== undefined && { seq }),
        at: new Date(clock.now()).toISOString(),
        ...(by !== undefined && { by }),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        data,
      };
      if (seq !== undefined) logs.keep(event);
      if (drops > 0) {
        drops--;
        if (seq !== undefined) for (const { positions } of reading(channel)) positions.set(channel, seq);
        return event;
      }
      const deliver = (): void => {
        for (const stream of [...streams.open])
          for (let times = doubled ? 2 : 1; times > 0; times--) streams.deliver(stream, event);
      };
      if (delayMs > 0) clock.after(delayMs, deliver);
      else deliver();
      return event;
    },
    log: (channel) => logs.of(channel).events,
    drop: (events = 1) => void (drops += events),
    duplicate: (on = true) => void (doubled = on),
    delay: (ms) => void (delayMs = ms),
    slow: (ms) => void (slowMs = ms),
    cut: () => [...streams.open].forEach((stream) => stream.fail()),
    end: (reason, retryMs = 500) =>
      [...streams.open].forEach((stream) => {
        stream.say({ event: "reconnect", data: { reason, retryMs } });
        stream.end();
      }),
    expire: () => {
      refusedUntil = Infinity;
      server.end("token_expiring");
      clock.after(1, () => (refusedUntil = -Infinity));
    },
    buffer: (on = true) => void (network.buffered = on),
    freeze: (on = true) => void (network.frozen = on),
    down: (on = true) => {
      network.down = on;
      if (on) server.cut();
    },
    noSockets: (on = true) => void (hasSockets = !on),
    refuse: (status, { path = "", times = 1, headers = {}, problem = notFound } = {}) =>
      void network.refusals.push({ status, path, times, headers, problem }),
    recreate: (channel) => {
      logs.recreate(channel);
      for (const stream of reading(channel)) {
        stream.positions.set(channel, 0);
        const data = { channel, reason: "recreated", head: 0 };
        stream.say({ event: "reset", data, cursor: logs.cursorOf(stream.positions) });
      }
    },
    hide: (channel) => {
      hidden.add(channel);
      const problem = { type: "urn:firecast:problem:forbidden", title: "Not allowed", status: 403 };
      for (const stream of reading(channel))
        stream.say({ event: "error", data: { ...problem, detail: channel } });
    },
    write: (text) => [...streams.open].forEach((stream) => stream.write(text)),
  };
  return server;
}
