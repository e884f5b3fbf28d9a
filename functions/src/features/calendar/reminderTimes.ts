import { Temporal } from "temporal-polyfill";
import type { CalendarEvent } from "@firecast/contract/calendar";
import { days, hours, minutes } from "../../platform/clock.js";
import { firstInstantAt, quietUntil } from "../../platform/notices/quietHours.js";
import type { Reader } from "../../platform/notices/teller.js";

type Timing = Pick<CalendarEvent, "startsAt" | "allDay">;

/** How long before its start people are reminded of an event. */
export const remindBefore = minutes(15);
/** Of an event of a whole day: at this time of that day, where the reader is. */
const morning = "08:00";

/**
 * The date of an event of a whole day: callers give the midnight of their own zone, and the midnight UTC that is nearest
 * to it has the same date, but for zones 12 hours and more ahead.
 */
const dateOf = ({ startsAt }: Timing): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(midnightOf(startsAt)).toZonedDateTimeISO("UTC").toPlainDate();

const midnightOf = (startsAt: string): number => Math.round(Date.parse(startsAt) / days(1)) * days(1);

/** When reminders of an event are due, ms: the first of them, wherever the reader is, and when no more are. */
export function reminderWindow(event: Timing): { from: number; until: number } {
  if (!event.allDay)
    return { from: Date.parse(event.startsAt) - remindBefore, until: Date.parse(event.startsAt) };
  const midnight = midnightOf(event.startsAt);
  // The day begins at UTC+14, and ends at UTC-12.
  return { from: midnight + hours(8 - 14), until: midnight + days(1) + hours(12) };
}

/** When this reader is reminded, and until when a reminder is of use, ms. */
export function reminderFor(event: Timing, { timeZone, quietHours }: Reader): { at: number; until: number } {
  const { from, until } = reminderWindow(event);
  if (!event.allDay) return { at: from, until };
  const date = dateOf(event);
  const [at, end] = [
    firstInstantAt(date, morning, timeZone),
    firstInstantAt(date.add({ days: 1 }), "00:00", timeZone),
  ];
  const awake = quietUntil(quietHours, at) ?? at;
  return { at: awake < end ? awake : at, until: end };
}
