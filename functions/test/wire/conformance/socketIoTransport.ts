import { io, type Socket } from "socket.io-client";
import type { WebSocket } from "ws";
import { z } from "zod";
import { ChannelStart, Connected, WireEvent } from "@firecast/contract/core/events";
import { type Connection, type Frame, Refused, type Transport } from "@firecast/conformance/transport";

const patienceMs = 30_000;

const Refusal = z.object({ data: z.object({ status: z.number() }) });
const Answer = z.union([
  z.object({ ok: z.literal(true), channels: z.array(ChannelStart) }),
  z.object({ status: z.number() }),
]);
/** The client brings a `ws` of its own. */
const Bare = z.custom<WebSocket>(
  (value) => typeof value === "object" && value !== null && "terminate" in value,
);
const Left = z.object({ channel: z.string() });

/** Socket.IO by its stock client: connected first, then subscribed to all channels. */
export const socketIoTransport: Transport = {
  name: "Socket.IO",
  open: async ({ baseUrl }, { token, channels, cursor, history = 0 }) => {
    const client = io(baseUrl, {
      auth: { token },
      transports: ["websocket"],
      forceNew: true,
      reconnection: false,
    });
    const heard: Frame[] = [];
    const waiting = new Set<() => void>();
    client.onAny((event: string, ...args: unknown[]) => {
      heard.push(frameOf(event, args));
      for (const look of waiting) look();
    });
    client.on("disconnect", () => {
      for (const look of waiting) look();
    });
    await connected(client);
    const starts: ChannelStart[] = [];
    for (const channel of channels) {
      const answer = Answer.parse(await client.emitWithAck("subscribe", channel, { cursor, history }));
      if (!("ok" in answer)) {
        client.disconnect();
        throw new Refused(answer.status);
      }
      starts.push(...answer.channels);
    }
    const told = Connected.parse(heard[0]?.data);
    const first: Frame = {
      event: "connected",
      cursor: heard.findLast(({ event }) => event === "subscribed")?.cursor,
      data: { ...told, channels: starts },
    };
    return connectionOf(client, new Set(channels), framesOf(client, heard, waiting, first));
  },
};

function connectionOf(
  client: Socket,
  channels: Set<string>,
  frames: AsyncGenerator<Frame, undefined>,
): Connection {
  const bare = (): WebSocket => Bare.parse(Reflect.get(client.io.engine.transport, "ws"));
  return {
    next: async () => {
      for (;;) {
        if (channels.size === 0) return undefined;
        const frame = (await frames.next()).value;
        if (frame?.event !== "left") return frame;
        channels.delete(Left.parse(frame.data).channel);
      }
    },
    pause: () => bare().pause(),
    resume: () => bare().resume(),
    close: () => bare().terminate(),
  };
}

async function* framesOf(
  client: Socket,
  heard: readonly Frame[],
  waiting: Set<() => void>,
  first: Frame,
): AsyncGenerator<Frame, undefined> {
  yield first;
  for (let read = 0; ; read++) {
    await comes(() => heard.length > read || client.disconnected, waiting);
    const frame = heard[read];
    if (!frame) return undefined;
    if (frame.event !== "connected" && frame.event !== "subscribed") yield frame;
  }
}

/** An event's second argument is what a stream has as `data`. */
function frameOf(event: string, [data, ...more]: readonly unknown[]): Frame {
  const envelope = WireEvent.safeParse(more[0]);
  const cursor = more.at(-1);
  return {
    event,
    cursor: typeof cursor === "string" ? cursor : undefined,
    data: envelope.success ? envelope.data : data,
  };
}

const connected = (client: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    client.once("connect", resolve);
    client.once("connect_error", (error) => {
      const refusal = Refusal.safeParse(error);
      reject(refusal.success ? new Refused(refusal.data.data.status) : error);
    });
  });

const comes = (isThere: () => boolean, waiting: Set<() => void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no frame came in 30 s")), patienceMs);
    const look = (): void => {
      if (!isThere()) return;
      clearTimeout(timer);
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    look();
  });
