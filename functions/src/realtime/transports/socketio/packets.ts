import type { Message } from "../../session/transport.js";

/**
 * What a message is in Socket.IO's protocol (https://github.com/socketio/socket.io-protocol, revision 5): an event with the
 * data, then the whole envelope, then the cursor. Stock clients remember the last argument of an event, if it is a string, and
 * bring it when they come back; so nothing but a cursor is ever a string there.
 */
export function packetOf({ type, wire, cursor = firstCursorOf(type) }: Message): string {
  const last = cursor === undefined ? "" : `,${JSON.stringify(cursor)}`;
  return `2[${JSON.stringify(type)},${isEvent(wire) ? `${dataOf(wire)},${wire}` : wire}${last}]`;
}

/** What a client has that stands in no channel yet: with nothing, it would not ask to be recovered. */
export const nowhere = "-";

const firstCursorOf = (type: string): string | undefined => (type === "connected" ? nowhere : undefined);

/** Control events, states and batches begin otherwise. */
const isEvent = (wire: string): boolean => wire.startsWith('{"id":');

const dataKey = ',"data":';

/** `data` is an envelope's last key, and nothing before it can hold a quote. */
function dataOf(wire: string): string {
  const at = wire.indexOf(dataKey);
  return at < 0 ? "null" : wire.slice(at + dataKey.length, -1);
}
