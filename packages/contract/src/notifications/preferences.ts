import { z } from "zod";
import { Segment } from "../core/ids.js";
import { NotificationCategory, NotificationType } from "./notifications.js";
import { TimeZone } from "../core/timeZone.js";

/** `HH:MM`, 24 hours. */
const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");

/** From (inclusive) to (exclusive) in the zone's local time; a `to` before `from` is the next day's. */
export const QuietHours = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay, timeZone: TimeZone })
  .refine(({ from, to }) => from !== to, "from and to must differ");

export const PushChoice = z.strictObject({ push: z.boolean() });

/** What a user wants. The most specific choice counts: space muted, then type, then category, then `push`. */
export const Preferences = z.strictObject({
  push: z.boolean().optional(),
  categories: z.partialRecord(NotificationCategory, PushChoice).optional(),
  types: z.partialRecord(NotificationType, PushChoice).optional(),
  spaces: z
    .record(Segment, z.strictObject({ muted: z.boolean() }))
    .refine((spaces) => Object.keys(spaces).length <= 500, "at most 500 spaces")
    .optional(),
  quietHours: QuietHours.nullable().optional(),
});

export type QuietHours = z.infer<typeof QuietHours>;
export type Preferences = z.infer<typeof Preferences>;
