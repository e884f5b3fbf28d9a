import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { days, minutes } from "../../platform/clock.js";
import { noticeType } from "../../platform/notices/noticeType.js";

/** What a user has an automation tell others, or themselves. */
export const automationNotice = noticeType({
  type: "automation",
  category: "automations",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(14),
  pushTtlMs: days(1),
  collapse: ({ automationId }) => `automation-${automationId}`,
  // One that fires every minute fills no inbox.
  batch: { key: ({ automationId }) => automationId, windowMs: minutes(10) },
  payload: z.object({
    automationId: Segment,
    title: z.string().min(1).max(200),
    body: z.string().max(1000),
    spaceId: Segment.optional(),
    toolId: Segment.optional(),
  }),
  render: ({ title, body, spaceId, toolId }) => ({
    title,
    body,
    actionUrl:
      spaceId !== undefined
        ? `/spaces/${spaceId}`
        : toolId !== undefined
          ? `/tools/${toolId}`
          : "/automations",
  }),
  example: { automationId: "a1", title: "Stand-up in five minutes", body: "In the lobby.", spaceId: "lobby" },
});
