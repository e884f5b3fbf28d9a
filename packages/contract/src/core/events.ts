import { z } from "zod";
import { IdempotencyKey, Segment, Timestamp } from "./ids.js";

/**
 * What every event looks like in an SSE `data:` line. `seq` is there for durable events: 1, 2, 3 … per channel without
 * a gap. `by` is the uid that caused it; events of the system have none.
 */
export const WireEvent = z.object({
  id: Segment,
  channel: z.string(),
  type: z.string(),
  seq: z.int().positive().optional(),
  at: Timestamp,
  by: Segment.optional(),
  /** Of the request that caused it, if it had one: its sender knows the event as the echo of its own write. */
  idempotencyKey: IdempotencyKey.optional(),
  data: z.unknown(),
});
export type WireEvent = z.infer<typeof WireEvent>;

/**
 * Event `batch`: events of a channel in order, in one frame, where many were appended together and the channel's kind says so
 * (`batchFrom`). Each is what it would have been by itself; the frame's `id` is that of the last.
 */
export const EventBatch = z.object({ channel: z.string(), events: z.array(WireEvent).min(2) });

/** How a stream stands in one channel. `head` is the newest `seq` at that moment, 0 for an empty channel. */
export const ChannelStart = z.object({
  channel: z.string(),
  /** The short name that it was asked for by, if it was. */
  alias: z.string().optional(),
  /** `live`: from now on. `resumed`: right after `from`. `reset`: the cursor's position is gone, refetch. */
  start: z.enum(["live", "resumed", "reset"]),
  from: z.int().nonnegative(),
  head: z.int().nonnegative(),
  /** The channel is keyed: what a reader that was away gets of it may leave numbers out. */
  keyed: z.literal(true).optional(),
});

/**
 * First frame of every stream. `mode`: a `poll` ends with its first events, and is asked for again. `pingMs`: how long a stream
 * is silent at most.
 */
export const Connected = z.object({
  connectionId: Segment,
  channels: z.array(ChannelStart),
  at: Timestamp,
  mode: z.enum(["stream", "poll"]),
  pingMs: z.int().positive(),
});

/** Every 30 s. `heads` lets a client see that it misses something on a connection that looks alive. */
export const Ping = z.object({ at: Timestamp, heads: z.record(z.string(), z.int().nonnegative()) });

/** The channel continues from `head`, and what was before is unknown: refetch its state. */
export const Reset = z.object({
  channel: z.string(),
  reason: z.enum(["expired", "unknown_position", "recreated"]),
  head: z.int().nonnegative(),
});

/**
 * The whole state of a keyed channel as of `seq`: what comes after it on the stream are the events after `seq`. It stands
 * in place of all that the client knew of the channel. `seq` of an entry: the event that changed it last.
 */
export const Snapshot = z.object({
  channel: z.string(),
  seq: z.int().nonnegative(),
  entries: z.array(z.object({ key: z.string(), seq: z.int().positive().optional(), data: z.unknown() })),
});

/** The stream ends here on purpose; come back with the cursor after `retryMs`. */
export const Reconnect = z.object({
  reason: z.enum([
    "lifetime",
    "idle",
    "token_expiring",
    "byte_budget",
    "slow_reader",
    "shutting_down",
    "overloaded",
    "rate_limited",
    "connection_limit",
    "rights_changed",
    "unavailable",
  ]),
  retryMs: z.int().positive(),
});

export const controlEvents = {
  connected: Connected,
  ping: Ping,
  reset: Reset,
  snapshot: Snapshot,
  reconnect: Reconnect,
} as const;

export type ChannelStart = z.infer<typeof ChannelStart>;
export type Snapshot = z.infer<typeof Snapshot>;
export type ResetReason = z.infer<typeof Reset>["reason"];
export type ReconnectReason = z.infer<typeof Reconnect>["reason"];
