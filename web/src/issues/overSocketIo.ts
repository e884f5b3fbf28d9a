import type { Realtime, RealtimeEvent, SubscribeOptions, Subscription } from "@firecast/client";
import { io } from "socket.io-client";

interface SocketOptions {
  /** The function `sockets` by its own URL. */
  readonly url: string;
  readonly getToken: () => Promise<string>;
  /** Of Firebase App Check, where the app has one. */
  readonly getAppCheckToken?: (() => Promise<string>) | undefined;
  /** Events may have been missed: what is shown has to be fetched again. */
  readonly missed: () => void;
}

type Handler = (event: RealtimeEvent) => void;

interface Listener {
  readonly channels: readonly string[];
  readonly hear: Handler;
  /** Where no socket can be had. */
  stream?: Subscription;
}

/**
 * An organization's channels by stock Socket.IO, all else as `realtime` has it: hooks below a provider that is given this client
 * do not know the difference. A subscription with a state of its own to refetch stays with the stream, and so do all where
 * the first connection fails.
 */
export function overSocketIo(
  realtime: Realtime,
  { url, getToken, getAppCheckToken, missed }: SocketOptions,
): Realtime {
  const listeners = new Set<Listener>();
  /** Channels that the server has said yes to. */
  const followed = new Set<string>();
  let hasConnected = false;
  let isByStream = false;
  let isClosed = false;
  const socket = io(url, {
    transports: ["websocket"],
    autoConnect: false, // React may make a client that it never uses
    auth: (give) => {
      Promise.all([getToken(), getAppCheckToken?.()]).then(
        ([token, appCheck]) => give({ token, ...(appCheck !== undefined && { appCheck }) }),
        () => give({}),
      );
    },
  });

  const wanted = (): Set<string> => new Set([...listeners].flatMap(({ channels }) => channels));
  const follow = (channel: string): void => {
    if (!socket.connected || followed.has(channel)) return;
    socket.emit("subscribe", channel, {}, (answer: { readonly ok?: boolean }) => {
      if (answer.ok !== true) return;
      followed.add(channel);
      missed(); // what came between the page's request and this
    });
  };
  const deliver = (event: RealtimeEvent): void => {
    for (const { channels, hear } of [...listeners]) if (channels.includes(event.channel)) hear(event);
  };
  const goOnAsStream = (): void => {
    isByStream = true;
    socket.close();
    for (const listener of listeners)
      listener.stream = realtime.subscribe(listener.channels, (event) => listener.hear(event));
  };

  socket.on("connect", () => {
    hasConnected = true;
    if (!socket.recovered) followed.clear();
    for (const channel of wanted()) follow(channel);
  });
  socket.on("connect_error", () => {
    if (!hasConnected) goOnAsStream();
  });
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect" && !isClosed) socket.connect(); // the only end that it does not come back from by itself
  });
  socket.on("reset", missed);
  socket.onAny((_type: string, data: unknown, envelope: unknown) => {
    if (isEvent(envelope)) deliver(envelope);
    else if (isBatch(data)) for (const event of data.events) deliver(event);
  });

  const listen = (channels: readonly string[], hear: Handler): Subscription => {
    const listener: Listener = { channels, hear };
    listeners.add(listener);
    if (!isByStream && !isClosed && !socket.active) socket.connect();
    if (isByStream) listener.stream = realtime.subscribe(channels, hear);
    else for (const channel of channels) follow(channel);
    return {
      channels,
      unsubscribe: () => {
        listeners.delete(listener);
        listener.stream?.unsubscribe();
        const still = wanted();
        for (const channel of channels) {
          if (still.has(channel) || !followed.delete(channel)) continue;
          socket.emit("unsubscribe", channel);
        }
      },
    };
  };

  return {
    get state() {
      return isClosed ? ({ type: "closed" } as const) : realtime.state;
    },
    get uid() {
      return realtime.uid;
    },
    url: realtime.url,
    subscribe: (given: string | readonly string[], hear: Handler, options?: SubscribeOptions) => {
      const channels = typeof given === "string" ? [given] : given;
      const isOurs = !options && channels.every((channel) => channel.startsWith("orgs/"));
      return isOurs ? listen(channels, hear) : realtime.subscribe(channels, hear, options);
    },
    send: realtime.send,
    request: realtime.request,
    identify: () => realtime.identify(),
    connect: () => realtime.connect(),
    disconnect: () => realtime.disconnect(),
    pace: (firstMs) => realtime.pace(firstMs),
    setEnabled: (enabled) => realtime.setEnabled(enabled),
    signOut: () => realtime.signOut(),
    /** `realtime` stays open: it is the app's. */
    close: () => {
      isClosed = true;
      socket.close();
      for (const { stream } of listeners) stream?.unsubscribe();
      listeners.clear();
    },
    onState: realtime.onState,
    onError: realtime.onError,
    recent: realtime.recent,
    serverNow: realtime.serverNow,
    monitor: realtime.monitor,
  };
}

const isEvent = (value: unknown): value is RealtimeEvent =>
  typeof value === "object" && value !== null && "channel" in value && "type" in value && "id" in value;

const isBatch = (value: unknown): value is { readonly events: readonly RealtimeEvent[] } =>
  typeof value === "object" && value !== null && "events" in value && Array.isArray(value.events);
