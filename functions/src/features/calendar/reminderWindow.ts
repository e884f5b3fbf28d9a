import type { CalendarEvent } from "@firecast/contract/space/calendar";
import { days, hours, minutes } from "../../platform/clock.js";

export type Timing = Pick<CalendarEvent, "startsAt" | "allDay">;

/** How long before its start people are reminded of an event. */
export const remindBefore = minutes(15);

/**
 * The midnight UTC of the date of an event of a whole day, ms: callers give the midnight of their own zone, and the midnight
 * UTC that is nearest to it has the same date, but for zones 12 hours and more ahead.
 */
export const midnightOf = (startsAt: string): number => Math.round(Date.parse(startsAt) / days(1)) * days(1);

/** When reminders of an event are due, ms: the first of them, wherever the reader is, and when no more are. */
export function reminderWindow(event: Timing): { from: number; until: number } {
  if (!event.allDay)
    return { from: Date.parse(event.startsAt) - remindBefore, until: Date.parse(event.startsAt) };
  const midnight = midnightOf(event.startsAt);
  // The day begins at UTC+14, and ends at UTC-12.
  return { from: midnight + hours(8 - 14), until: midnight + days(1) + hours(12) };
}
