import { z } from "zod";
import { channelKind, durable } from "./core/channelKind.js";
import { Timestamp } from "./core/ids.js";

const requestId = z.string().min(1).max(200);
const amount = z.number().nonnegative();

/** How far a text that the user asked for has come: `progress` in percent, `estimatedTime` in ms from now. */
export const GenerationProgress = z.object({
  requestId,
  type: z.string().min(1).max(200),
  stage: z.enum(["analyzing", "generating", "formatting", "complete"]),
  progress: amount,
  estimatedTime: amount,
  timestamp: Timestamp,
});

/** The text is there; `duration` in ms. */
export const GenerationComplete = z.object({
  requestId,
  result: z.object({
    content: z.string(),
    templateVars: z.record(z.string(), z.json()),
    tokensUsed: z.int().nonnegative(),
  }),
  duration: amount,
  timestamp: Timestamp,
});

/** What models write for a user. */
export const aiChannel = channelKind({
  name: "users/{uid}/ai",
  aliases: ["ai"],
  events: {
    "ai:generation_progress": durable(GenerationProgress),
    "ai:generation_complete": durable(GenerationComplete),
  },
  history: 100,
  subscribe: { type: "self", param: "uid" },
  publish: [{ type: "self", param: "uid" }, { type: "service" }],
  rate: { user: { perMinute: 600 } },
  presence: false,
});
