import { io, type Socket } from "socket.io-client";
import { z } from "zod";
import type { Server } from "@firecast/conformance/transport";

/** A user's signal, as `../signals.ts` publishes it. */
export const signalSent = "user:signal:sent";
const Signal = z.object({ payload: z.unknown() });

const patienceMs = 30_000;

/** A stock client that remembers what it was told. */
export interface TestSocket {
  readonly io: Socket;
  /** All events so far: the name, then the arguments. */
  readonly heard: readonly unknown[][];
  /** The arguments of the next event of that name that was not asked for yet. */
  next(event: string): Promise<unknown[]>;
  /** Resolves when it is connected; rejects with the reason if the server refuses it. */
  connected(): Promise<void>;
  /** Breaks the connection, as a network does, until `comeBack` lets the client connect again as it would by itself. */
  cut(): void;
  comeBack(): Promise<void>;
}

interface Opening {
  token?: string;
  /** Default: the token. */
  auth?: object;
  headers?: Record<string, string>;
}

/** Connected, unless it is refused. */
export async function aSocket(
  server: Server,
  { token, auth = { token }, headers = {} }: Opening,
): Promise<TestSocket> {
  const socket = testSocket(
    io(server.baseUrl, {
      auth,
      transports: ["websocket"],
      extraHeaders: headers,
      forceNew: true,
      reconnectionDelay: 50,
      randomizationFactor: 0,
    }),
  );
  await socket.connected();
  return socket;
}

export function testSocket(client: Socket): TestSocket {
  const heard: unknown[][] = [];
  const asked = new Map<string, number>();
  const waiting = new Set<() => void>();
  client.onAny((...event: unknown[]) => {
    heard.push(event);
    for (const look of waiting) look();
  });
  const connected = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (client.connected) resolve();
      client.once("connect", resolve);
      client.once("connect_error", reject);
    });
  return {
    io: client,
    heard,
    next: (event) =>
      new Promise((resolve, reject) => {
        const index = asked.get(event) ?? 0;
        asked.set(event, index + 1);
        const timer = setTimeout(() => {
          reject(
            new Error(`no ${event} number ${index + 1} came, only ${JSON.stringify(heard).slice(-1000)}`),
          );
        }, patienceMs);
        const look = (): void => {
          const found = heard.filter(([name]) => name === event)[index];
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found.slice(1));
        };
        waiting.add(look);
        look();
      }),
    connected,
    cut: () => {
      client.io.reconnection(false);
      client.io.engine.close();
    },
    comeBack: () => {
      client.io.reconnection(true);
      client.connect();
      return connected();
    },
  };
}

/** What the signals said that a socket has heard, in order. */
export const payloadsIn = ({ heard }: TestSocket): unknown[] =>
  heard.filter(([type]) => type === signalSent).map(([, data]) => Signal.parse(data).payload);
