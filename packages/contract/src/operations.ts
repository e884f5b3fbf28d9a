import { z } from "zod";
import { Timestamp } from "./core/ids.js";

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

export type Health = z.infer<typeof Health>;
export type Stats = z.infer<typeof Stats>;
