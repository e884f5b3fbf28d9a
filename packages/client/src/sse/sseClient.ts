import { RequestProblem } from "../calls/problem.js";
import { Listeners } from "../listeners.js";
import { isPage } from "../stream/wire.js";
import { frameReader, type SSEMessage } from "./frames.js";
import { nextTry } from "./nextTry.js";

export type { SSEMessage } from "./frames.js";

export interface SSEClientOptions {
  /** The user's ID token; `force`: the present one was refused. Default: the page's cookie says who it is. */
  getToken?: (how: { force: boolean }) => Promise<string | null | undefined> | string | null | undefined;
  /** Default: `same-origin`. */
  credentials?: NonNullable<RequestInit["credentials"]>;
}

export type SSEState = "connecting" | "open" | "closed";

/** One stream by its address, which comes back by itself where it was cut. `createRealtime` does much more. */
export interface SSEClient {
  readonly state: SSEState;
  /** Events of a type, of all types with `*`. Returns what ends that. */
  on(type: string, fn: (data: unknown, message: SSEMessage) => void): () => void;
  /** Called after each change. */
  onStateChange(listener: (state: SSEState) => void): () => void;
  /** Failed attempts, frames that are none, and what listeners throw. After a refusal the client is `closed`. */
  onError(listener: (error: unknown) => void): () => void;
  close(): void;
}

export interface SSEEnvironment {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Calls back after `ms`. Returns what takes that back. */
  readonly after: (ms: number, act: () => void) => () => void;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Through Firebase Hosting a stream is a row of long polls: such a gap between two is no interruption. */
const pollGapMs = 250;

export function sseClient(url: string, options: SSEClientOptions, env: SSEEnvironment): SSEClient {
  const { getToken, credentials = "same-origin" } = options;
  const errors = new Listeners<unknown>(() => undefined);
  const fail = (error: unknown): void => errors.tell(error);
  const threw = (_: unknown, error: unknown): void => fail(error);
  const listeners = new Map<string, Listeners<SSEMessage>>();
  const states = new Listeners<void>(threw);
  let state: SSEState = "connecting";
  let cursor: string | undefined;
  let failures = 0;
  let firstWaitMs = 1000;
  /** What the server has said of this stream's end. */
  let comeBackAfter: number | undefined;
  let isTokenRefused = false;
  let current = new AbortController();
  let cancelWait = (): void => undefined;

  const become = (next: SSEState): void => {
    if (next === state) return;
    state = next;
    states.tell();
  };
  const close = (): void => {
    cancelWait();
    current.abort();
    become("closed");
  };
  const tell = (message: SSEMessage): void => {
    if (message.id !== undefined) cursor = message.id;
    if (message.event === "reconnect") comeBackAfter = retryOf(message.data);
    for (const type of [message.event, "*"]) listeners.get(type)?.tell(message);
  };

  const open = async (signal: AbortSignal): Promise<Response> => {
    const token = await getToken?.({ force: isTokenRefused });
    const response = await env.fetch(url, {
      signal,
      credentials,
      cache: "no-store",
      headers: {
        Accept: "text/event-stream",
        ...(cursor && { "Last-Event-ID": cursor }),
        ...(typeof token === "string" && { Authorization: `Bearer ${token}` }),
      },
    });
    if (response.status !== 200) throw await RequestProblem.of(response);
    if (isPage(response.headers)) throw new Error("The answer is no event stream.");
    return response;
  };
  const follow = async (signal: AbortSignal): Promise<void> => {
    const { body } = await open(signal);
    if (signal.aborted) return;
    isTokenRefused = false;
    become("open");
    if (!body) return;
    const read = frameReader({ message: tell, retry: (ms) => (firstWaitMs = ms), broken: fail });
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      failures = 0;
      read(value);
    }
  };
  const attempt = async (): Promise<void> => {
    current = new AbortController();
    comeBackAfter = undefined;
    const error = await follow(current.signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (state === "closed") return;
    if (error !== undefined) {
      failures++;
      fail(error);
    }
    const next = nextTry(error, {
      failures,
      firstWaitMs,
      comeBackAfter,
      isTokenRefused,
      random: env.random(),
    });
    if (next.type === "end") return close();
    isTokenRefused = next.type === "renew";
    const waitMs = next.type === "renew" ? 0 : next.afterMs;
    if (error !== undefined || waitMs > pollGapMs) become("connecting");
    cancelWait = env.after(waitMs, () => void attempt());
  };
  void attempt();

  return {
    get state() {
      return state;
    },
    on: (type, fn) => {
      const ofType = listeners.get(type) ?? new Listeners<SSEMessage>(threw);
      listeners.set(type, ofType);
      return ofType.add((message) => {
        if (state !== "closed") fn(message.data, message); // one before it may have closed the client
      });
    },
    onStateChange: (listener) => states.add(() => listener(state)),
    onError: (listener) => errors.add(listener),
    close,
  };
}

const retryOf = (data: unknown): number | undefined =>
  typeof data === "object" && data !== null && "retryMs" in data && typeof data.retryMs === "number"
    ? data.retryMs
    : undefined;
