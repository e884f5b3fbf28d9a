import { Temporal } from "temporal-polyfill";
import type { QuietHours } from "@firecast/contract/notifications/preferences";

/**
 * When the quiet hours that `now` lies in end; undefined outside of them. Both in ms since the epoch.
 *
 * Every local date has one window, from the first instant that the clock there shows `from` to the first that it shows
 * `to`. So a time that comes twice, as clocks go back, counts the first time, and what has ended does not begin again in
 * the repeated hour. A time that is skipped, as clocks go forward, is the first instant after the gap; a window that
 * lies in the gap is empty, and windows that touch, because all between them is skipped, are one.
 */
export function quietUntil(quietHours: QuietHours | null | undefined, now: number): number | undefined {
  if (!quietHours) return undefined;
  const end = endOfWindowAround(quietHours, now);
  return end === undefined ? undefined : (quietUntil(quietHours, end) ?? end);
}

/**
 * The window may be of the day before, if it is overnight, and of the day after: a clock that goes back soon after
 * midnight shows the old date again.
 */
function endOfWindowAround({ from, to, timeZone }: QuietHours, now: number): number | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  for (const days of [-1, 0, 1]) {
    const date = today.add({ days });
    if (now < firstInstantAt(date, from, timeZone)) continue;
    const end = firstInstantAt(to < from ? date.add({ days: 1 }) : date, to, timeZone);
    if (now < end) return end;
  }
  return undefined;
}

/** When the clocks of a time zone first show `time`, `HH:MM`, on a date; after a gap that skips it, the first instant. */
export function firstInstantAt(date: Temporal.PlainDate, time: string, timeZone: string): number {
  const wanted = date.toPlainDateTime(time);
  const instant = wanted.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (instant.toPlainDateTime().equals(wanted)) return instant.epochMilliseconds;
  // The clock never shows it: "earlier" is then an instant before the gap, and the gap ends at the next transition.
  return (instant.getTimeZoneTransition("next") ?? instant).epochMilliseconds;
}
