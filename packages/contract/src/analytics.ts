import { z } from "zod";
import { channelKind, durable } from "./core/channelKind.js";
import { Segment, Timestamp } from "./core/ids.js";

const count = z.int().nonnegative();

/** Who is connected at this moment. */
export const ActiveUsers = z.object({
  total: count,
  authenticated: count,
  anonymous: count,
  timestamp: Timestamp,
});

/** Public pins that are viewed most; `trend` is by how much more than before, 0.5 for half as much again. */
export const TrendingPins = z.object({
  pins: z.array(z.object({ id: Segment, title: z.string(), views: count, trend: z.number() })).max(100),
  timestamp: Timestamp,
});

/** Figures that everybody who is signed in may see. */
export const analyticsChannel = channelKind({
  name: "analytics",
  events: {
    "analytics:active_users": durable(ActiveUsers),
    "analytics:trending_pins": durable(TrendingPins),
  },
  history: 50,
  subscribe: { type: "everyone" },
  publish: [{ type: "operator" }, { type: "service" }],
  rate: { user: { perMinute: 120 } },
  presence: false,
});
