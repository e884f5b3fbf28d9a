import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { days } from "../../../platform/clock.js";
import { Name, spec } from "./spec.js";

export const accountTypes = {
  welcome: spec({
    category: "account",
    push: false,
    required: false,
    urgency: "low",
    ttlMs: days(30),
    pushTtlMs: days(1),
    collapse: () => "welcome",
    payload: z.object({}),
    render: () => ({
      title: "Welcome",
      body: "Join a space, say hello, try a tool.",
      actionUrl: "/spaces",
    }),
    example: {},
  }),
  achievement: spec({
    category: "account",
    push: true,
    required: false,
    urgency: "low",
    ttlMs: days(30),
    pushTtlMs: days(1),
    collapse: () => "achievement",
    payload: z.object({ achievement: Segment, title: Name }),
    render: ({ achievement, title }) => ({
      title: `Achieved: ${title}`,
      body: "Well done.",
      actionUrl: `/achievements/${achievement}`,
    }),
    example: { achievement: "first-deployment", title: "First tool deployed" },
  }),
  system_alert: spec({
    category: "account",
    push: true,
    required: true,
    urgency: "high",
    ttlMs: days(7),
    pushTtlMs: days(3),
    collapse: ({ alertId }) => `alert-${alertId}`,
    payload: z.object({
      alertId: Segment,
      title: z.string().min(1).max(200),
      body: z.string().max(1000),
    }),
    render: ({ alertId, title, body }) => ({ title, body, actionUrl: `/alerts/${alertId}` }),
    example: { alertId: "a1", title: "Maintenance tonight", body: "From 22:00 UTC, ten minutes." },
  }),
};
