import { z } from "zod";

/** Monotonic time of the recorder, ms. */
const at = z.number();
const channel = z.string();
const seq = z.int();

/** One post, told by the id that the publisher put into it: the same for every try of it. */
const post = { at, channel, attemptId: z.string() };
const onConnection = { at, watcher: z.string(), connection: z.string() };

/** An event as somebody saw it. `attemptId` and `messageId` belong to the event that a post created, and to no later one. */
const event = {
  channel,
  seq,
  eventId: z.string(),
  messageId: z.string().optional(),
  attemptId: z.string().optional(),
};

/** A 2xx answer. */
const Accepted = z.object({ type: z.literal("accepted"), ...post, messageId: z.string(), seq });

/** A try without an answer, or with a 5xx: it may have taken effect, once. */
const Attempted = z.object({ type: z.literal("attempted"), ...post });

/** A 4xx answer: if every try of the post got one, it must never appear. */
const Refused = z.object({ type: z.literal("refused"), ...post });

/** What the stream's `connected` frame says about one of its channels. */
const Connected = z.object({
  type: z.literal("connected"),
  ...onConnection,
  channel,
  start: z.enum(["live", "resumed", "reset"]),
  from: seq,
  head: seq,
});

const Delivered = z.object({ type: z.literal("delivered"), ...onConnection, ...event });

/** The channel goes on after `head`; what was before is unknown to the watcher. */
const Reset = z.object({ type: z.literal("reset"), ...onConnection, channel, head: seq });

const Disconnected = z.object({ type: z.literal("disconnected"), ...onConnection });

/** One event of the log as it is in the end: all of the log, or what the ring buffer still holds. */
const Logged = z.object({ type: z.literal("logged"), at, ...event });

/** The watcher may no longer read the channel: the answer that says so has come. */
const Revoked = z.object({ type: z.literal("revoked"), at, watcher: z.string(), channel });

/**
 * What was seen during a fault test, one record per observation. The records of one watcher stand in the order in which it
 * saw them; those of different actors may be mixed in any way.
 *
 * A history covers one life of each channel: a channel that is deleted and made again belongs into another history. A
 * watcher keeps its cursor, stays to the end, and is not let in again once its right was revoked.
 */
export const HistoryRecord = z.discriminatedUnion("type", [
  Accepted,
  Attempted,
  Refused,
  Connected,
  Delivered,
  Reset,
  Disconnected,
  Logged,
  Revoked,
]);

export type HistoryRecord = z.infer<typeof HistoryRecord>;
export type Accepted = z.infer<typeof Accepted>;
export type Attempted = z.infer<typeof Attempted>;
export type Connected = z.infer<typeof Connected>;
export type Delivered = z.infer<typeof Delivered>;
export type Logged = z.infer<typeof Logged>;
export type EventSeen = Omit<Logged, "type" | "at">;

/** How much a history shows. One that shows little proves little, so a test states what it expects at least. */
export function countRecords(history: readonly HistoryRecord[]): Record<HistoryRecord["type"], number> {
  const counts = {
    accepted: 0,
    attempted: 0,
    refused: 0,
    connected: 0,
    delivered: 0,
    reset: 0,
    disconnected: 0,
    logged: 0,
    revoked: 0,
  };
  for (const { type } of history) counts[type]++;
  return counts;
}
