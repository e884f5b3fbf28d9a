import { z } from "zod";
import { channelKind, durable } from "./core/channelKind.js";
import { Timestamp } from "./core/ids.js";

const name = z.string().min(1).max(200);
const text = z.string().max(2000);
const amount = z.number().nonnegative();

/** How far a pipeline of the user's, or on a space's channel the set-up of the space, has come; `progress` in percent. */
export const PipelineStatus = z.object({
  pipelineId: name,
  stage: name,
  status: z.enum(["running", "completed", "failed"]),
  progress: amount,
  message: text,
  timestamp: Timestamp,
});

/** How far data of the user's has been fetched from where it comes from. */
export const DatasourceSync = z.object({
  sourceId: name,
  sourceName: name,
  status: z.enum(["syncing", "completed", "error"]),
  recordsProcessed: z.int().nonnegative(),
  totalRecords: z.int().nonnegative(),
  /** When it was last whole; null: never. */
  lastSync: Timestamp.nullable(),
  timestamp: Timestamp,
});

/** What a call of another party's API came to; `responseTime` in ms. */
export const ApiStatus = z.object({
  provider: name,
  endpoint: z.string().max(2000),
  status: z.enum(["success", "rate_limited", "error"]),
  responseTime: amount,
  creditsUsed: amount,
  timestamp: Timestamp,
});

/** What runs for a user by itself. */
export const automationChannel = channelKind({
  name: "users/{uid}/automation",
  aliases: ["automation"],
  events: {
    "automation:pipeline_status": durable(PipelineStatus),
    "automation:datasource_sync": durable(DatasourceSync),
    "automation:api_status": durable(ApiStatus),
  },
  history: 100,
  subscribe: { type: "self", param: "uid" },
  publish: [{ type: "self", param: "uid" }, { type: "service" }],
  rate: { user: { perMinute: 600 } },
  presence: false,
});

export type ApiStatus = z.infer<typeof ApiStatus>;
export type PipelineStatus = z.infer<typeof PipelineStatus>;
export type DatasourceSync = z.infer<typeof DatasourceSync>;
