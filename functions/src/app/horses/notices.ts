import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { days, minutes } from "../../platform/clock.js";
import type { NoticeOf } from "../../platform/notices/notice.js";
import { noticeType } from "../../platform/notices/noticeType.js";
import { Name } from "../../platform/notices/payload.js";
import { tell } from "../../platform/notices/tell.js";
import type { Horse } from "./channels.js";

export const horseAdded = noticeType({
  type: "horse_added",
  category: "horses",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(14),
  pushTtlMs: days(1),
  collapse: ({ organizationId }) => `horses-${organizationId}`,
  batch: { key: ({ organizationId }) => organizationId, windowMs: minutes(10) },
  payload: z.object({ organizationId: Segment, horseId: Segment, horseName: Name }),
  render: ({ horseId, horseName }, count) => ({
    title: count === 1 ? `${horseName} has come to the stable` : `${count} horses have come to the stable`,
    body: count === 1 ? "Say hello." : `${horseName}, and others`,
    actionUrl: `/horses/${horseId}`,
  }),
  example: { organizationId: "northside", horseId: "h1", horseName: "Fjalar" },
});

/** Who is told, as a pure rule: the organization, without the user who added the horse. */
export const tellHorseAdded = (horse: Horse): NoticeOf<typeof horseAdded>[] =>
  tell(horseAdded, {
    cause: `horses/${horse.id}`,
    payload: { organizationId: horse.organizationId, horseId: horse.id, horseName: horse.name },
    actor: horse.addedBy,
    at: horse.addedAt,
    audience: { type: "organization", organizationId: horse.organizationId },
  });
