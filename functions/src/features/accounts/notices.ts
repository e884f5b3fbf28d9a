import { z } from "zod";
import type { Announcement } from "@firecast/contract/accounts";
import { Segment } from "@firecast/contract/core/ids";
import { days } from "../../platform/clock.js";
import { clip } from "../../platform/notices/clip.js";
import type { NoticeOf } from "../../platform/notices/notice.js";
import { noticeType } from "../../platform/notices/noticeType.js";
import { Name } from "../../platform/notices/payload.js";
import { tell, users } from "../../platform/notices/tell.js";
import type { Achievement, Profile } from "./schema.js";

export const welcome = noticeType({
  type: "welcome",
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
});

export const achievement = noticeType({
  type: "achievement",
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
});

export const systemAlert = noticeType({
  type: "system_alert",
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
});

export const accountsTypes = [welcome, achievement, systemAlert];

export const tellWelcome = ({ uid, createdAt }: Profile): NoticeOf<typeof welcome>[] =>
  tell(welcome, { cause: `users/${uid}`, payload: {}, at: createdAt, audience: users(uid) });

export const tellAchievement = (uid: string, achieved: Achievement): NoticeOf<typeof achievement>[] =>
  tell(achievement, {
    cause: `users/${uid}/achievements/${achieved.achievement}`,
    payload: { achievement: achieved.achievement, title: clip(achieved.title) },
    at: achieved.at,
    audience: users(uid),
  });

export const tellSystemAlert = ({
  id,
  title,
  body,
  audience,
  createdAt,
}: Announcement): NoticeOf<typeof systemAlert>[] =>
  tell(systemAlert, {
    cause: `announcements/${id}`,
    payload: { alertId: id, title: clip(title), body: clip(body, 1000) },
    at: createdAt,
    audience,
  });
