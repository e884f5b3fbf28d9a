import type { ConnectionState, Realtime, RealtimeEvent, SubscribeOptions } from "../../src/index.js";

export interface FakeSubscription {
  readonly channels: readonly string[];
  readonly handler: (event: RealtimeEvent) => void;
  readonly options: SubscribeOptions;
}

/** What is kept for one test is nothing to the next. */
let made = 0;

/** A client without a network: the test says what its server says. */
export function aRealtime(
  answers: (path: string, init?: RequestInit) => unknown = () => ({}),
  { url = `https://${++made}.example` } = {},
) {
  const subscriptions = new Set<FakeSubscription>();
  const listeners = new Set<(state: ConnectionState) => void>();
  const calls: string[] = [];
  const requests: { path: string; method: string; body: unknown; key?: string }[] = [];
  let opened = 0;
  let events = 0;
  let uid: string | undefined = "alice";
  let state: ConnectionState = { type: "idle" };
  const note = (name: string) => () => void calls.push(name);
  const realtime = {
    url,
    get state() {
      return state;
    },
    get uid() {
      return uid;
    },
    subscribe: (
      channels: string | readonly string[],
      handler: (event: RealtimeEvent) => void,
      options: SubscribeOptions = {},
    ) => {
      const names = typeof channels === "string" ? [channels] : channels;
      if (subscriptions.size === 0) opened++;
      const subscription = { channels: names, handler, options };
      subscriptions.add(subscription);
      return { channels: names, unsubscribe: () => void subscriptions.delete(subscription) };
    },
    send: () => Promise.resolve({ events: [] }),
    request: (path: string, init: RequestInit = {}) => {
      const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
      const key = new Headers(init.headers).get("Idempotency-Key");
      requests.push({ path, method: init.method ?? "GET", body, ...(key !== null && { key }) });
      if (state.type === "suspended" && state.reason === "offline")
        return Promise.reject(new TypeError("Failed to fetch"));
      const answer = answers(path, init);
      return answer instanceof Response || answer instanceof Promise
        ? Promise.resolve(answer)
        : Promise.resolve(Response.json(answer));
    },
    /** It is known when the state says so. */
    identify: () => new Promise(() => undefined),
    connect: note("connect"),
    disconnect: note("disconnect"),
    setEnabled: (enabled: boolean) => void calls.push(`setEnabled ${enabled}`),
    pace: (firstMs: number) => {
      calls.push(`pace ${firstMs}`);
      return note(`pace ${firstMs} ends`);
    },
    signOut: note("signOut"),
    close: note("close"),
    onState: (listener: (state: ConnectionState) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onError: () => () => undefined,
    recent: () => [],
    serverNow: () => Date.now(),
    monitor: () => ({
      latencyMs: 12.4,
      connects: 1,
      reconnects: { lifetime: 2 },
      bytes: 100,
      events: 3,
      eventsPerSecond: 0.3,
      errors: 0,
    }),
  };
  return {
    realtime: realtime as unknown as Realtime,
    calls,
    requests,
    subscriptions,
    /** How often a first subscription opened a stream. */
    opened: () => opened,
    signIn: (next: string | undefined) => void (uid = next),
    become: (next: ConnectionState) => {
      state = next;
      for (const listener of listeners) listener(next);
    },
    tell: (channel: string, type: string, data: unknown, more: Partial<RealtimeEvent> = {}) => {
      const event = { id: `e${++events}`, channel, type, at: new Date().toISOString(), data, ...more };
      for (const { channels, handler } of [...subscriptions])
        if (channels.includes(channel) || channels.includes("*")) handler(event);
    },
  };
}
