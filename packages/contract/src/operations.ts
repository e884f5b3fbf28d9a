import { z } from "zod";
import { Segment, Timestamp } from "./core/ids.js";

const Dependency = z.enum(["ok", "down", "unused"]);

/** What operators are told of the instance that answers. */
const Details = z.object({
  /** Streams and waiting long polls. */
  activeConnections: z.int().nonnegative(),
  connectionsByChannel: z.record(z.string(), z.int().positive()),
  /** Seconds. */
  serverUptime: z.number().nonnegative(),
  /** Bytes. */
  memoryUsage: z.object({
    rss: z.int(),
    heapTotal: z.int(),
    heapUsed: z.int(),
    external: z.int(),
  }),
});

/** `live`: the process answers. `ready`: it takes in streams, and what it needs answers, too. */
export const Health = z.object({
  status: z.enum(["ok", "degraded"]),
  live: z.literal(true),
  ready: z.boolean(),
  /** `unused`: the instance has not needed it yet. */
  dependencies: z.object({ firestore: Dependency, pubsub: Dependency }),
  streams: z.int().nonnegative(),
  at: Timestamp,
  ...Details.partial().shape,
});

/** Of all instances: others' part is at most 20 s old. An organization's admin is told of its users' connections alone. */
export const Stats = z.object({
  /** Streams and waiting long polls. */
  connectedClients: z.int().nonnegative(),
  clientsByChannel: z.record(z.string(), z.int().positive()),
  /** Events that channels keep: of all channels, for an admin of those that the organization's users listen to. */
  eventHistorySize: z.int().nonnegative(),
  /** Instances with connections. */
  instances: z.int().nonnegative(),
  /** For operators: of the last minute. */
  rates: z
    .object({
      eventsPerMinute: z.number(),
      deliveriesPerMinute: z.number(),
      connectsPerMinute: z.number(),
    })
    .optional(),
  at: Timestamp,
});

/** Work that was given up, as operators see it. */
export const DeadLetter = z.object({
  id: Segment,
  /** Where it came from, and goes back to. */
  queue: z.string(),
  /** Why the last attempt failed. */
  reason: z.string(),
  attempts: z.int().nonnegative(),
  at: Timestamp,
  /** JSON of what was to be done: its first 2,000 characters. */
  payload: z.string(),
});

export const ListDeadLetters = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});

/** The newest first. */
export const DeadLetterPage = z.object({ items: z.array(DeadLetter), nextCursor: z.string().nullable() });

/** The letter is under way again, and gone from the list. */
export const Replayed = z.object({ id: Segment, queue: z.string() });

export type Health = z.infer<typeof Health>;
export type Stats = z.infer<typeof Stats>;
export type DeadLetter = z.infer<typeof DeadLetter>;
export type ListDeadLetters = z.infer<typeof ListDeadLetters>;
export type DeadLetterPage = z.infer<typeof DeadLetterPage>;
export type Replayed = z.infer<typeof Replayed>;
