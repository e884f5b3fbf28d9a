import { z } from "zod";
import { Temporal } from "temporal-polyfill";
import type { Moment } from "./moments.js";

const parts = z.union([z.array(z.union([z.string(), z.number()])), z.string(), z.number()]);
const Recur = z.record(z.string(), parts);
type Recur = z.infer<typeof Recur>;

const weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/** Occurrences of a day, and dates of a year, that a rule may name by lists: more of them are meant to harm. */
const maxPerDay = 96;
const maxDates = 400;

/** A rule that no calendar means: it is not tried. */
export class RefusedRule extends Error {
  override readonly name = "RefusedRule";
}

/**
 * The text of a jCal rule, its UNTIL in UTC as RFC 5545 asks, whatever the feed wrote: a date means the whole day, a time
 * without a zone is in the zone of the start. @throws RefusedRule.
 */
export function ruleOf(jcal: unknown, start: Moment): string {
  const recur = Recur.parse(jcal);
  refuse(recur);
  return Object.entries(recur)
    .map(([name, value]) => `${name.toUpperCase()}=${valueOf(name, value, start)}`)
    .join(";");
}

function refuse(recur: Recur): void {
  const { freq } = recur;
  if (freq === "SECONDLY") throw new RefusedRule("recurs too often");
  const product = (...lists: string[]) => lists.reduce((size, name) => size * lengthOf(recur[name]), 1);
  const perDay = {
    MINUTELY: maxPerDay * product("bysecond"),
    HOURLY: 24 * product("byminute", "bysecond"),
    other: product("byhour", "byminute", "bysecond"),
  };
  const tooMany =
    perDay[freq === "MINUTELY" || freq === "HOURLY" ? freq : "other"] > maxPerDay ||
    product("bymonth", "bymonthday") > maxDates ||
    product("byyearday", "byweekno") > maxDates;
  if (tooMany) throw new RefusedRule("names too many occurrences");
}

const lengthOf = (value: Recur[string] | undefined): number => (Array.isArray(value) ? value.length : 1);

function valueOf(name: string, value: Recur[string], start: Moment): string {
  if (name === "until") return untilOf(String(value), start);
  if (name === "wkst" && typeof value === "number") return weekdays[value - 1] ?? "MO";
  return Array.isArray(value) ? value.join(",") : String(value);
}

function untilOf(text: string, start: Moment): string {
  const zone = start.type === "time" ? start.time.timeZoneId : "UTC";
  if (start.type === "date") return compact(`${text.slice(0, 10)}T00:00:00Z`);
  if (text.endsWith("Z")) return compact(text);
  const local = text.includes("T") ? text : `${text}T23:59:59`;
  const instant = Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant();
  return compact(instant.toString({ smallestUnit: "second" }));
}

const compact = (time: string): string => time.replace(/[-:]|\.\d+/g, "");
