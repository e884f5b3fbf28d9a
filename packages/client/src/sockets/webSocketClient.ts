import { Listeners } from "../listeners.js";
import { createHeartbeat } from "./heartbeat.js";
import { reconnectDelay } from "./reconnectDelay.js";

/** `failed`: attempts are used up, or the server has refused for good. `connect()` begins anew. */
export type WebSocketState = "disconnected" | "connecting" | "connected" | "reconnecting" | "failed";

export interface WebSocketClientOptions {
  /** Default: true. */
  reconnect?: boolean;
  /** Before the first reconnect, ms; then half as long again each time, to 30 s if it is shorter. Default: 3000. */
  reconnectInterval?: number;
  /** In a row. Default: 10. */
  maxReconnectAttempts?: number;
  /** Between heartbeats, ms; 0: none. Default: 30,000. */
  heartbeatInterval?: number;
  /** What a heartbeat says. Default: `{"type":"ping"}`. */
  heartbeatMessage?: unknown;
  /** Subprotocols. Default: none. */
  protocols?: string | string[];
}

export interface WebSocketClient {
  readonly state: WebSocketState;
  connect(): void;
  /** Without a reconnect. */
  disconnect(): void;
  /** Text and bytes as they are, all else as JSON. False: there is no connection, and nothing was sent or kept. */
  send(data: unknown): boolean;
  /** Called after each change. Returns what ends that; so do the others. */
  onStateChange(listener: (state: WebSocketState) => void): () => void;
  /** A text that is JSON is parsed; what comes otherwise comes as it is. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Also what another listener throws. */
  onError(listener: (error: unknown) => void): () => void;
}

/** What is used of the environment. */
export interface WebSocketEnvironment {
  readonly open: (url: string, protocols: string | string[] | undefined) => WebSocket;
  /** Calls back after `ms`. Returns what takes that back. */
  readonly after: (ms: number, act: () => void) => () => void;
}

/**
 * A client of any WebSocket server. It connects when `connect()` is called.
 * @throws RangeError if an option is no number of that kind
 */
export function webSocketClient(
  url: string,
  options: WebSocketClientOptions,
  { open, after }: WebSocketEnvironment,
): WebSocketClient {
  const { reconnect = true, reconnectInterval = 3000, maxReconnectAttempts = 10 } = options;
  const { heartbeatInterval = 30_000, heartbeatMessage = { type: "ping" } } = options;
  for (const [name, value] of Object.entries({ reconnectInterval, maxReconnectAttempts, heartbeatInterval }))
    if (!(value >= 0)) throw new RangeError(`${name} is to be a number from 0 on, not ${value}.`);
  const errors = new Listeners<unknown>(() => undefined);
  const fail = (error: unknown): void => errors.tell(error);
  const states = new Listeners<void>((_, error) => fail(error));
  const messages = new Listeners<unknown>((_, error) => fail(error));
  let state: WebSocketState = "disconnected";
  let socket: WebSocket | undefined;
  let attempts = 0;
  let cancelRetry = (): void => undefined;

  const become = (next: WebSocketState): void => {
    if (next === state) return;
    state = next;
    states.tell();
  };
  const heartbeat = createHeartbeat({
    everyMs: heartbeatInterval,
    after,
    beat: () => client.send(heartbeatMessage),
    silent: () => {
      drop();
      comeBack();
      fail(new Error("The server does not answer heartbeats any more."));
    },
  });
  // A listener may connect or disconnect: each is told what is done already, and nothing is done after that.

  /** What an old connection still says is dropped. */
  function drop(): void {
    const old = socket;
    socket = undefined;
    heartbeat.stop();
    old?.close();
  }
  function comeBack(): void {
    if (!reconnect || attempts >= maxReconnectAttempts) {
      become(reconnect ? "failed" : "disconnected");
      return;
    }
    attempts++;
    cancelRetry = after(reconnectDelay(attempts, reconnectInterval), () => dial("reconnecting"));
    become("reconnecting");
  }
  function dial(as: WebSocketState): void {
    let opened: WebSocket;
    try {
      opened = open(url, options.protocols);
    } catch (error) {
      become("failed"); // the address itself is wrong: no attempt will do
      fail(new Error(String(error).replaceAll(url, withoutSecrets(url))));
      return;
    }
    socket = opened;
    const ifCurrent =
      <E>(act: (event: E) => void) =>
      (event: E): void => {
        if (socket === opened) act(event);
      };
    opened.onopen = ifCurrent(() => {
      attempts = 0;
      heartbeat.start();
      become("connected");
    });
    opened.onmessage = ifCurrent(({ data }: MessageEvent) => {
      const message = parsed(data);
      heartbeat.heard(message);
      messages.tell(message);
    });
    opened.onerror = ifCurrent(() => fail(new Error(`The connection to ${withoutSecrets(url)} failed.`)));
    opened.onclose = ifCurrent(({ code, reason }: CloseEvent) => {
      drop();
      if (!isForGood(code)) return comeBack();
      become("failed");
      fail(new Error(`The server refused the connection: ${code} ${reason}`.trimEnd()));
    });
    become(as);
  }

  const client: WebSocketClient = {
    get state() {
      return state;
    },
    connect: () => {
      if (state === "connected" || state === "connecting") return;
      cancelRetry();
      drop(); // an attempt that is under way
      attempts = 0;
      dial("connecting");
    },
    disconnect: () => {
      cancelRetry();
      drop();
      become("disconnected");
    },
    send: (data) => {
      if (socket?.readyState !== 1) return false; // OPEN
      socket.send(isWire(data) ? data : JSON.stringify(data));
      return true;
    },
    // As it is then: a listener before this one may have changed it.
    onStateChange: (listener) => states.add(() => listener(state)),
    onMessage: (listener) => messages.add(listener),
    onError: (listener) => errors.add(listener),
  };
  return client;
}

/** Policy violation (RFC 6455 §7.4.1): the next attempt would end the same way. */
const isForGood = (code: number): boolean => code === 1008;

/** A token or a password may stand there. */
const withoutSecrets = (url: string): string => url.replace(/[?#].*/s, "").replace(/\/\/[^/]*@/, "//");

const isWire = (data: unknown): data is string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob =>
  typeof data === "string" || data instanceof ArrayBuffer || ArrayBuffer.isView(data) || data instanceof Blob;

function parsed(data: unknown): unknown {
  if (typeof data !== "string") return data;
  try {
    return JSON.parse(data);
  } catch {
    return data; // text that is no JSON is a message, too
  }
}
