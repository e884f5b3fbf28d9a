import { Temporal } from "temporal-polyfill";
import type { Zones } from "./zones.js";

/** A date, or a time in a zone: what DTSTART and its relatives say. */
export type Moment =
  | { readonly type: "date"; readonly date: Temporal.PlainDate }
  | { readonly type: "time"; readonly time: Temporal.ZonedDateTime };

/** A jCal value with its `tzid`. A time in a gap of summer time is that with the offset before it (RFC 5545 3.3.5). @throws RangeError. */
export function momentOf(value: string, tzid: string | undefined, zones: Zones): Moment {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return { type: "date", date: Temporal.PlainDate.from(value) };
  if (value.endsWith("Z")) {
    const time = Temporal.Instant.from(value).toZonedDateTimeISO("UTC");
    return { type: "time", time: tzid === undefined ? time : time.withTimeZone(zones.named(tzid)) };
  }
  const zone = tzid === undefined ? zones.floating : zones.named(tzid);
  return { type: "time", time: Temporal.PlainDateTime.from(value).toZonedDateTime(zone) };
}

/** ms since the epoch; a date is its midnight UTC. */
export const epochOf = (moment: Moment): number =>
  moment.type === "date"
    ? moment.date.toZonedDateTime("UTC").epochMilliseconds
    : moment.time.epochMilliseconds;

/** A whole day, or an instant, as the calendar works with them: midnight UTC of days, so that zones change no date. */
export const zonedOf = (moment: Moment): Temporal.ZonedDateTime =>
  moment.type === "date" ? moment.date.toZonedDateTime("UTC") : moment.time;
