import type { z } from "zod";
import type { controlEvents } from "@firecast/contract/core/events";
import type { ProblemDocument } from "../../platform/problems.js";
import type { BatchEncoding, Encoded, Frame } from "../hub/batch.js";
import type { CloseReason } from "./ending/closeReason.js";

/** One thing that a session says to its client: an event of a channel, or a control event of the stream itself. */
export interface Message {
  readonly type: string;
  /** The event's data as one line of JSON. */
  readonly wire: string;
  /** Where the client stands after it; without one, where it stood before. */
  readonly cursor?: string | undefined;
  /** How long the client shall wait before it comes back, ms, whenever the connection ends. */
  readonly retryMs?: number | undefined;
  /** Of an event: what all sessions are told of it alike, so that encodings can make it once. */
  readonly frame?: Frame;
}

/** The bytes of messages, as one kind of transport writes them. Pure: what is encoded once may go to many. */
export interface Encoding {
  messages(messages: readonly Message[]): Encoded;
  /** A whole batch for clients whose cursor is the entry of its channel alone. */
  readonly batch: BatchEncoding;
  /** What only tells the client how long to wait before it comes back. */
  retry(ms: number): Encoded;
}

export interface ServedSession {
  /** Nothing is left of the connection. */
  finish(reason: CloseReason): void;
}

/** Where the bytes of one session go. */
export interface Sink {
  /** Bytes that wait for a slow reader: the backpressure that a session bounds. */
  readonly waiting: number;
  /** Undefined while more can be written without being kept in memory; else resolves when it can, or it is closed. */
  drained(): Promise<void> | undefined;
  /** Whether nothing of it is left. */
  readonly closed: boolean;
  /** What comes before the first bytes (the head of a response), once. */
  open(): void;
  write(encoded: Encoded): void;
  /** Ends after what was written; a transport that has close codes says why. */
  end(reason: CloseReason): void;
  destroy(): void;
  onClose(act: () => void): void;
  /** The same for the one session that it serves. Where idle connections shall be small: a closure would be 96 bytes of each. */
  serve?(session: ServedSession): void;
  /**
   * Asked with each ping, where a client can be heard: whether nothing came of it since. Then the connection is half open, and
   * what is written to it is not read.
   */
  hasFallenSilent?(): boolean;
}

/** Not in the constructor of a session: whatever is closed over there would be kept with each of them, also where nothing is. */
export function hearOfEnd(sink: Sink, session: ServedSession): void {
  if (sink.serve) sink.serve(session);
  else sink.onClose(() => session.finish("client_gone"));
}

/** One client's connection. What a session says is the same on all of them; how it is written is theirs. */
export interface Transport {
  /** For logs. */
  readonly name: "sse" | "long_poll" | "websocket" | "socket_io" | "callable";
  /** A long poll ends with its first batch, or the replay that it begins. */
  readonly poll: boolean;
  /** Whether a session goes on that has lost its right to its last channel: its client may ask for others. */
  readonly staysOpen?: boolean;
  /** Whether an event that is in several of its channels is sent once. */
  readonly tellsOnce?: boolean;
  /** Characters of a cursor that its clients can bring back. Default: what a browser's `EventSource` can. */
  readonly longestCursor?: number;
  readonly encoding: Encoding;
  readonly sink: Sink;
}

type ControlName = keyof typeof controlEvents;

export function controlMessage<N extends ControlName>(
  name: N,
  data: z.input<(typeof controlEvents)[N]>,
  { cursor, retryMs }: Pick<Message, "cursor" | "retryMs"> = {},
): Message {
  return { type: name, wire: JSON.stringify(data), cursor, retryMs };
}

/** The last word to a client that has lost its right to a channel, or to all of them. */
export const errorMessage = (problem: ProblemDocument): Message => ({
  type: "error",
  wire: JSON.stringify(problem),
});
