import { setTimeout as delay } from "node:timers/promises";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { z } from "zod";
import { type ChannelStart, WireEvent } from "@firecast/contract/core/events";
import { Subscribed, webSocketProtocol } from "@firecast/contract/sockets";
import type { Cluster } from "./cluster.js";
import type { Logged } from "./history.js";

/** A client of sockets that comes back whenever it is cut off: an event of several channels is brought to it once. */
export interface SocketReader {
  readonly name: string;
  readonly isReading: boolean;
  /** How often it was connected. */
  readonly connections: number;
  /** What is wrong with what it was told, once all that is logged has come. */
  problems(logged: readonly Logged[]): string[];
  stop(): Promise<void>;
}

export interface Reading {
  readonly name: string;
  readonly token: string;
  readonly channels: readonly string[];
}

/** By `/api/ws`: comes back with the newest cursor, wherever a server answers. */
export function plainReader({ name, token, channels }: Reading, cluster: Cluster): SocketReader {
  const heard = heardBy(name, channels);
  const stopped = new AbortController();
  let cursor: string | undefined;

  const connect = (base: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${base.replace("http", "ws")}/api/ws`, [webSocketProtocol], {
        headers: { authorization: `Bearer ${token}` },
      });
      const end = (): void => {
        socket.terminate();
        resolve();
      };
      stopped.signal.addEventListener("abort", end, { once: true });
      socket.on("open", () => {
        socket.send(JSON.stringify({ type: "subscribe", channel: channels, id: 1, data: { cursor } }));
      });
      socket.on("message", (data: Buffer) => {
        const said = Said.parse(JSON.parse(data.toString()));
        if (said.type.includes(":")) heard.event(WireEvent.parse(said));
        else if (said.type === "reset") heard.wrong(`reset ${JSON.stringify(said.data)}`);
        else if (said.type === "answer") {
          const answer = Subscribed.safeParse(said.data);
          if (!answer.success) return end(); // refused for now
          heard.connected();
          heard.begun(answer.data.channels);
        }
        if (said.cursor !== undefined) cursor = said.cursor;
      });
      socket.on("error", end);
      socket.on("close", end);
    });

  const reading = (async () => {
    while (!stopped.signal.aborted) {
      const base = cluster.any();
      if (base !== undefined) await connect(base);
      await delay(20 + Math.random() * 80);
    }
  })();
  return heard.reader(async () => {
    stopped.abort();
    await reading;
  });
}

const Said = z.looseObject({ type: z.string(), data: z.unknown().optional(), cursor: z.string().optional() });

/** By stock Socket.IO, which reconnects by itself, to `url`. Subscribes where it was not recovered, which is at first alone. */
export function socketIoReader({ name, token, channels }: Reading, url: string): SocketReader {
  const heard = heardBy(name, channels);
  const client = io(url, {
    auth: { token },
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 500,
  });
  const subscribe = async (): Promise<void> => {
    for (const channel of channels) {
      const answer: unknown = await client.timeout(10_000).emitWithAck("subscribe", channel);
      heard.begun(Subscribed.parse(answer).channels);
    }
  };
  client.on("connect", () => {
    heard.connected();
    if (client.recovered) return;
    if (heard.isReading()) heard.wrong("was not recovered");
    subscribe().catch((error: unknown) => {
      heard.wrong(`was not subscribed: ${String(error)}`);
    });
  });
  client.onAny((event: string, ...[data, envelope]: unknown[]) => {
    if (event.includes(":")) heard.event(WireEvent.parse(envelope));
    if (event === "reset" || event === "left") heard.wrong(`${event} ${JSON.stringify(data)}`);
  });
  return heard.reader(() => {
    client.disconnect();
    return Promise.resolve();
  });
}

/** What a reader was told, and where it began. */
function heardBy(name: string, channels: readonly string[]) {
  const starts = new Map<string, ChannelStart>();
  const events: WireEvent[] = [];
  const faults: string[] = [];
  let connections = 0;
  const isReading = (): boolean => channels.every((channel) => starts.has(channel));

  const problems = (logged: readonly Logged[]): string[] => {
    const expected = new Set(
      logged
        .filter(({ channel, seq }) => seq > (starts.get(channel)?.from ?? Infinity))
        .map(({ eventId }) => eventId),
    );
    const found = [...faults];
    const reached = new Map<string, number>();
    const seen = new Set<string>();
    for (const { id, channel, seq = 0 } of events) {
      if (seen.has(id)) found.push(`${id} came again, as ${seq} of ${channel}`);
      if (!expected.has(id)) found.push(`${id} is not logged, or was before`);
      if (seq <= (reached.get(channel) ?? 0)) found.push(`${seq} of ${channel} came late`);
      seen.add(id);
      reached.set(channel, seq);
    }
    const missing = [...expected].filter((id) => !seen.has(id));
    if (missing.length > 0) found.push(`${missing.length} of ${expected.size} never came`);
    return found.map((fault) => `${name}: ${fault}`);
  };

  return {
    isReading,
    event: (event: WireEvent): void => {
      if (event.seq !== undefined) events.push(event);
    },
    wrong: (fault: string): void => void faults.push(fault),
    connected: (): void => void connections++,
    begun: (channelStarts: readonly ChannelStart[]): void => {
      for (const start of channelStarts) {
        if (!starts.has(start.channel)) starts.set(start.channel, start);
        else if (start.start !== "resumed") faults.push(`${start.channel} began again as ${start.start}`);
      }
    },
    reader: (stop: () => Promise<void>): SocketReader => ({
      name,
      get isReading() {
        return isReading();
      },
      get connections() {
        return connections;
      },
      problems,
      stop,
    }),
  };
}
