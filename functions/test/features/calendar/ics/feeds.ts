import { expect } from "chai";
import {
  type CalendarReading,
  type FeedContent,
  readCalendar,
} from "../../../../src/features/calendar/ics/readCalendar.js";

/** A calendar file of these lines. */
export const calendar = (...lines: string[]): string =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Firecast//Tests//EN", ...lines, "END:VCALENDAR", ""].join(
    "\r\n",
  );

/** An event of these lines, with a UID. */
export const event = (...lines: string[]): string =>
  [
    "BEGIN:VEVENT",
    ...(lines.some((line) => line.startsWith("UID")) ? [] : ["UID:u1"]),
    ...lines,
    "END:VEVENT",
  ].join("\r\n");

export const read = (text: string, from = "2026-01-01", to = "2027-01-01"): CalendarReading =>
  readCalendar({ text, window: { from: Date.parse(from), to: Date.parse(to) }, maxOccurrences: 5000 });

export function contentOf(text: string, from?: string, to?: string): FeedContent {
  const reading = read(text, from, to);
  if (reading.type !== "read") expect.fail(`expected content, but the file is ${reading.type}`);
  return reading;
}

export const iso = (ms: number): string => new Date(ms).toISOString().replace(":00.000Z", "Z");

/** When the events of a file start. */
export const startsOf = (text: string, from?: string, to?: string): string[] =>
  contentOf(text, from, to).occurrences.map(({ start }) => iso(start));
