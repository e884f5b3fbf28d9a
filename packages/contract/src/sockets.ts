import { z } from "zod";
import { ChannelStart } from "./core/events.js";
import { IdempotencyKey, Timestamp } from "./core/ids.js";
import { maxChannelsPerStream } from "./realtime.js";

/** What a client of `/api/ws` asks for as its subprotocol. */
export const webSocketProtocol = "firecast.v1";

/**
 * A browser can set no header: there `bearer.<ID token>` beside `firecast.v1` stands for it. The server never answers with
 * it, and it is in no URL.
 */
export const bearerProtocolPrefix = "bearer.";

/** Longest message of a client, bytes. */
export const maxSocketMessageBytes = 128 * 1024;

const RequestId = z.union([z.string().min(1).max(128), z.number()]);
const ChannelName = z.string().min(1).max(400);

/** A message of a client of `/api/ws`. What has an `id` is answered under it. */
export const SocketRequest = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("subscribe"),
    id: RequestId.optional(),
    /** Several begin together, by one cursor. */
    channel: z.union([ChannelName, z.array(ChannelName).min(1).max(maxChannelsPerStream)]),
    data: z
      .object({
        /** Resumes right after it. */
        cursor: z.string().max(200).optional(),
        /** Newest events to begin with, if there is no cursor. */
        history: z.number().int().min(0).max(1000).default(0),
        /** Begins keyed channels with their state, and so again after a reset. */
        snapshot: z.boolean().default(false),
      })
      .optional(),
  }),
  z.object({ type: z.literal("unsubscribe"), id: RequestId.optional(), channel: ChannelName }),
  z.object({
    type: z.literal("send"),
    id: RequestId.optional(),
    channel: ChannelName,
    data: z.object({
      type: z.string().min(1).max(128),
      data: z.unknown(),
      /** A repeat with the same key and content has one effect, and the same answer. */
      idempotencyKey: IdempotencyKey.optional(),
    }),
  }),
  z.object({ type: z.literal("ping"), id: RequestId.optional() }),
  z.object({
    type: z.literal("auth:refresh"),
    id: RequestId.optional(),
    data: z.object({ token: z.string().min(1).max(16_384) }),
  }),
]);

/** RFC 9457. */
const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(z.object({ in: z.string(), pointer: z.string(), detail: z.string() })).optional(),
  /** Seconds to wait before trying again. */
  retryAfter: z.int().optional(),
});

/** What is said to a request. `data` of `subscribe` says where each channel starts, before any of its events. */
export const SocketAnswer = z.discriminatedUnion("ok", [
  z.object({
    type: z.literal("answer"),
    id: RequestId.optional(),
    ok: z.literal(true),
    data: z.unknown(),
    cursor: z.string().optional(),
  }),
  z.object({
    type: z.literal("answer"),
    id: RequestId.optional(),
    ok: z.literal(false),
    problem: Problem,
  }),
]);

/** `data` of the answer to `subscribe`. */
export const Subscribed = z.object({ channels: z.array(ChannelStart) });
/**
 * `data` of the answer to `send`: a durable event is in the log, and has a `seq`. What a feature sees to, as `chat:read`, is answered as
 * its route does.
 */
export const SentEvent = z.object({
  id: z.string(),
  channel: z.string(),
  seq: z.int().positive().optional(),
});
/** `data` of the answer to `ping`. */
export const Pong = z.object({ at: Timestamp });
/** `data` of the answer to `auth:refresh`: when the proof ends that the connection lives on with. */
export const Refreshed = z.object({ expiresAt: Timestamp });

export type SocketRequest = z.infer<typeof SocketRequest>;
export type SocketAnswer = z.input<typeof SocketAnswer>;
