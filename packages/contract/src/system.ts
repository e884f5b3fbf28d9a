import { z } from "zod";
import { channelKind, durable } from "./channelKind.js";
import { Timestamp } from "./ids.js";

/** A background job has ended; `duration` in ms. */
export const JobCompleted = z.object({
  jobId: z.string().max(400),
  type: z.string().max(200),
  status: z.string().max(100),
  result: z.json(),
  duration: z.number().nonnegative(),
  timestamp: Timestamp,
});

/** How the deployment does, for its staff. */
export const systemChannel = channelKind({
  name: "system",
  events: {
    "system:job_completed": durable(JobCompleted),
  },
  history: 200,
  subscribe: { type: "operator" },
  publish: [{ type: "operator" }, { type: "service" }],
  rate: { user: { perMinute: 600 } },
  presence: false,
});
