import type { Frame } from "../hub/batch.js";
import type { Message } from "../session/transport.js";

/*
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). No field can hold a line break: types
 * come from the catalogue, `wire` from `JSON.stringify`.
 */

/** What is the client's own of a message: where it stands, and when it shall come back. */
export function ownLines({ cursor, retryMs }: Pick<Message, "cursor" | "retryMs">): string {
  const retryLine = retryMs === undefined ? "" : `retry: ${retryMs}\n`;
  return cursor === undefined ? retryLine : `${retryLine}id: ${cursor}\n`;
}

/** What is the same for all who get it. */
export const eventLines = ({ type, wire }: Pick<Message, "type" | "wire">): string =>
  `event: ${type}\ndata: ${wire}\n\n`;

export const messagesText = (messages: readonly Message[]): string =>
  messages.map((message) => ownLines(message) + eventLines(message)).join("");

/** For clients whose cursor is the entry of the frames' channel alone. */
export const batchText = (frames: readonly Frame[]): string =>
  frames.map((frame) => ownLines({ cursor: frame.entry }) + eventLines(frame)).join("");

export const retryText = (ms: number): string => `retry: ${ms}\n\n`;
