import { z } from "zod";
import { channelKind, durable } from "./core/channelKind.js";
import { Segment, Timestamp } from "./core/ids.js";

const timestamp = Timestamp;
const message = z.string().max(2000);
const amount = z.number().nonnegative();

/**
 * How the deployment is: CPU and memory of the instance that uses most of its own, as shares of 1; uptime of the oldest, in
 * seconds; streams and waiting long polls of all.
 */
export const SystemHealth = z.object({
  cpu: amount,
  memory: amount,
  uptime: amount,
  activeConnections: z.int().nonnegative(),
  timestamp,
});

/** What operators tell everybody of how the service is. */
export const ServiceStatus = z.object({
  status: z.enum(["ok", "degraded", "down"]),
  message: z.string().max(500).optional(),
});

/** A user is near a limit: `remaining` more may pass now, and as many as ever at `resetTime`. For that user alone. */
export const RateLimitWarning = z.object({
  userId: Segment,
  /** What is limited: a route with its method, or a channel. */
  endpoint: z.string().max(400),
  remaining: z.int().nonnegative(),
  resetTime: Timestamp,
  timestamp,
});

/** A background job has ended; `duration` in ms. */
export const JobCompleted = z.object({
  jobId: z.string().max(400),
  type: z.string().max(200),
  status: z.string().max(100),
  result: z.json(),
  duration: amount,
  timestamp,
});

/** What keeps the service from its users for a while, told before. */
export const Maintenance = z.looseObject({
  message,
  startsAt: Timestamp.optional(),
  endsAt: Timestamp.optional(),
  timestamp: Timestamp.optional(),
});

/** What everybody who is signed in may know. */
export const globalChannel = channelKind({
  name: "global",
  events: {
    "system:health_update": durable(z.union([ServiceStatus, SystemHealth])),
    "maintenance:scheduled": durable(Maintenance),
  },
  history: 50,
  subscribe: { type: "everyone" },
  publish: [{ type: "operator" }, { type: "service" }],
  rate: { user: { perMinute: 120, burst: 10 } },
  presence: false,
});

/** How the deployment does, for its staff. */
export const systemChannel = channelKind({
  name: "system",
  events: {
    "system:health_update": durable(SystemHealth),
    "system:job_completed": durable(JobCompleted),
  },
  history: 200,
  subscribe: { type: "operator" },
  publish: [{ type: "operator" }, { type: "service" }],
  rate: { user: { perMinute: 600 } },
  presence: false,
});

export type SystemHealth = z.infer<typeof SystemHealth>;
