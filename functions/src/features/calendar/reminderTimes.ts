import { Temporal } from "temporal-polyfill";
import { firstInstantAt, quietUntil } from "../../platform/notices/quietHours.js";
import type { Reader } from "../../platform/notices/teller.js";
import { midnightOf, reminderWindow, type Timing } from "./reminderWindow.js";

/** Of an event of a whole day: at this time of that day, where the reader is. */
const morning = "08:00";

/** The date of an event of a whole day. */
const dateOf = ({ startsAt }: Timing): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(midnightOf(startsAt)).toZonedDateTimeISO("UTC").toPlainDate();

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
