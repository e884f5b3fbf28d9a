import { deserialize, serialize } from "node:v8";

/** Without Socket.IO's adapter, which the other functions do not load: its names for what the backend says to all servers, and they to it. */
export const messageTypes = {
  broadcast: 3,
  socketsJoin: 4,
  socketsLeave: 5,
  disconnectSockets: 6,
  fetchSockets: 7,
  fetchedSockets: 8,
} as const;

/** A packet's type in Socket.IO's protocol. */
const event = 2;

export interface Packet {
  type?: number;
  data?: unknown[];
}

/** As text: bytes stay bytes, as they do in Socket.IO. `id` tells apart what the bus brings twice. */
export const packed = (id: string, content: object): string => serialize({ id, content }).toString("base64");

/** What `packed` made, on an instance of our own. */
export const unpacked = (text: string): unknown => deserialize(Buffer.from(text, "base64"));

export const eventPacket = (data: unknown[]): Packet => ({ type: event, data });

/** A client takes a string at the end of an event for the offset from which it wants to be recovered. */
export function endWithoutText({ type, data }: Packet): void {
  if (type === event && typeof data?.at(-1) === "string") data.push(null);
}
