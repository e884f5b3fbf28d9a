import type { Encoded } from "../../hub/batch.js";
import type { Encoding, Message } from "../../session/transport.js";
import { z } from "zod";
import { agreesToCompress } from "../webSocket/webSocketSink.js";
import { deflatedFrames, textFrames } from "../webSocket/frames.js";
import { packetOf } from "./packets.js";

/** Engine.IO's packet of type message. */
const message = "4";

/** Separates packets where they travel together; JSON escapes it. */
export const separator = "\x1e";

const nothing: Encoded = { bytes: Buffer.alloc(0) };

/** As WebSocket frames: the same bytes go to all sockets of a room, past Engine.IO and `ws`. */
export const framed: Encoding = encodedBy((packets) => textFrames(packets.map((packet) => message + packet)));

/** The same, compressed. */
export const deflated: Encoding = encodedBy((packets) =>
  deflatedFrames(packets.map((packet) => message + packet)),
);

const OverWebSocket = z.object({ socket: z.object({ extensions: z.string() }) });

/** Whether the WebSocket that Engine.IO has for a client can be sent `deflated`. */
export function hasCompression(transport: unknown): boolean {
  const over = OverWebSocket.safeParse(transport).data;
  return over !== undefined && agreesToCompress(over.socket);
}

/** As packets that Engine.IO has to send by whatever transport the client is on at that moment. */
export const unframed: Encoding = encodedBy((packets) => Buffer.from(packets.join(separator)));

function encodedBy(join: (packets: readonly string[]) => Buffer): Encoding {
  const messages = (all: readonly Message[]): Encoded => ({ bytes: join(all.map(packetOf)) });
  return {
    messages,
    batch: ({ frames }) => messages(frames.map(({ type, wire, entry }) => ({ type, wire, cursor: entry }))),
    // A stock client waits as long as it pleases.
    retry: () => nothing,
  };
}
