import ICAL from "ical.js";
import { z } from "zod";
import { Temporal } from "temporal-polyfill";
import { epochOf, type Moment, momentOf, zonedOf } from "./moments.js";
import { ruleOf } from "./rules.js";
import type { Zones } from "./zones.js";

/** One VEVENT: an event, a series, or what is different in one occurrence of it. */
export interface ParsedEvent {
  readonly uid: string;
  readonly title: string;
  readonly start: Moment;
  /** How long it takes; nominal where the feed says a DURATION, exact where it says an end. */
  readonly duration: Temporal.Duration | undefined;
  /** RRULE texts, with UNTIL in UTC. */
  readonly rules: readonly string[];
  /** Further starts, and starts that are left out, ms since the epoch. */
  readonly extra: readonly number[];
  readonly excluded: readonly number[];
  /** The start of the occurrence that this replaces. */
  readonly replaces: Moment | undefined;
  /** This and all that follow it. */
  readonly andFollowing: boolean;
  readonly cancelled: boolean;
  /** Of two versions of the same, the higher one counts: SEQUENCE, then DTSTAMP. */
  readonly version: readonly [sequence: number, stamp: string];
}

const Property = z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()]).rest(z.unknown());
const Component = z.tuple([z.literal("vevent"), z.array(Property), z.unknown()]);
type Property = z.infer<typeof Property>;

/** Longest text of a title that is kept, in UTF-16 units; that of our own events. */
const maxTitle = 200;

/** Reads one block. @throws for what is no event. */
export function parseEvent(block: string, zones: Zones): ParsedEvent {
  const [, properties] = Component.parse(ICAL.parse(block));
  const all = (name: string) => properties.filter(([found]) => found === name);
  const first = (name: string) => all(name)[0];
  /** A time without a zone is in that of DTSTART: it names an occurrence, or is one. */
  const moments = (property: Property): Moment[] => {
    const zone = zoneIn(property) ?? zoneIn(first("dtstart"));
    return property.slice(3).map((value) => momentOf(startOf(value), zone, zones));
  };
  const moment = (name: string): Moment | undefined => {
    const property = first(name);
    return property && moments(property)[0];
  };
  const text = (name: string): string | undefined => {
    const value = first(name)?.[3];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };

  const start = moment("dtstart");
  const uid = text("uid");
  if (!start || !uid) throw new Error("an event needs a UID and a start");
  return {
    uid,
    title: titled(text("summary")),
    start,
    duration: durationOf(start, moment("dtend"), text("duration")),
    rules: all("rrule").map(([, , , rule]) => ruleOf(rule, start)),
    extra: all("rdate").flatMap((property) => moments(property).map((at) => sameKind(at, start))),
    excluded: all("exdate").flatMap((property) => moments(property).map((at) => sameKind(at, start))),
    replaces: moment("recurrence-id"),
    andFollowing: String(first("recurrence-id")?.[1]["range"]).toUpperCase() === "THISANDFUTURE",
    cancelled: text("status")?.toUpperCase() === "CANCELLED",
    version: [Number(text("sequence") ?? 0) || 0, text("dtstamp") ?? ""],
  };
}

/** A period is its start: what it says of its length is seldom there, and more seldom right. */
const startOf = (value: unknown): string => String(Array.isArray(value) ? value[0] : value);

function zoneIn(property: Property | undefined): string | undefined {
  const tzid = property?.[1]["tzid"];
  return typeof tzid === "string" ? tzid : undefined;
}

/** ms since the epoch. Feeds write dates where the series has times, and mean the occurrence of that day. */
export function sameKind(at: Moment, start: Moment): number {
  if (at.type === start.type) return epochOf(at);
  if (at.type === "time") return epochOf({ type: "date", date: at.time.toPlainDate() });
  const zoned = zonedOf(start);
  const place = { timeZone: zoned.timeZoneId, plainTime: zoned.toPlainTime() };
  return at.date.toZonedDateTime(place).epochMilliseconds;
}

/** Exact between two times, in days between two dates. An end before the start is none. */
function durationOf(
  start: Moment,
  end: Moment | undefined,
  text: string | undefined,
): Temporal.Duration | undefined {
  if (end) {
    const length = epochOf(end) - epochOf(start);
    if (length < 0) return undefined;
    return start.type === "date"
      ? Temporal.Duration.from({ days: Math.round(length / 86_400_000) })
      : Temporal.Duration.from({ milliseconds: length });
  }
  if (text === undefined) return start.type === "date" ? Temporal.Duration.from({ days: 1 }) : undefined;
  const duration = Temporal.Duration.from(text);
  return duration.sign < 0 ? undefined : duration;
}

/** On one line, and never empty; half of a surrogate pair would be refused by the database. */
function titled(summary: string | undefined): string {
  const line = (summary ?? "").replace(/\s+/g, " ").trim().slice(0, maxTitle).trim();
  return line === "" ? "Untitled" : line.replace(/\p{Surrogate}/gu, "\uFFFD");
}
