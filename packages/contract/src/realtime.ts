import { z } from "zod";
import { Segment, Timestamp } from "./core/ids.js";
import { WireEvent } from "./core/events.js";
import { channelKind, durable, ephemeral } from "./core/channelKind.js";
import { RateLimitWarning } from "./system.js";

/** Channels of one stream: bounded so that the cursor of all of them fits into 128 bytes. */
export const maxChannelsPerStream = 16;
/** Of one that a ticket opened: its cursor also holds the secret that opens it again. */
export const maxChannelsPerTicket = 13;

/** Longest event data accepted, in bytes of JSON. */
export const maxEventBytes = 64 * 1024;

const ChannelName = z.string().min(1).max(400);

const Publication = z.strictObject({
  channel: ChannelName,
  type: z.string().min(1).max(128),
  data: z.unknown(),
  /** The uid that caused it, where another backend publishes. A user's publications are the user's. */
  by: Segment.optional(),
});

export const Publish = z.union([
  Publication,
  z.strictObject({ events: z.array(Publication).min(1).max(100) }),
]);

export const Published = z.object({
  events: z.array(z.object({ id: Segment, channel: z.string(), seq: z.int().positive().optional() })),
});

/** `ticket` opens one stream within 60 s, as `?ticket=`; with an id of this stream the same URL opens it again. */
export const Ticket = z.object({ ticket: z.string(), expiresAt: Timestamp });

/** `complete` is false if events between `since` and the first item are no longer kept. */
export const History = z.object({ items: z.array(WireEvent), nextCursor: z.string(), complete: z.boolean() });

export const Presence = z.object({ channel: z.string(), users: z.array(Segment) });

/** What a user's own devices tell each other, and what an application's backend tells one user. */
export const userChannel = channelKind({
  name: "users/{uid}",
  aliases: ["users/{uid}/events"],
  events: {
    "user:signal:sent": durable(z.object({ topic: z.string().min(1).max(64), payload: z.json() })),
    "system:rate_limit_warning": { ...ephemeral(RateLimitWarning), publish: { type: "service" } },
  },
  history: 50,
  subscribe: { type: "self", param: "uid" },
  publish: [{ type: "self", param: "uid" }, { type: "service" }],
  rate: { user: { perMinute: 300, burst: 20 } },
  presence: false,
});

export type Publication = z.infer<typeof Publication>;
export type Publish = z.infer<typeof Publish>;
