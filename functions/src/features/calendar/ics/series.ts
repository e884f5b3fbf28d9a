import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { days, hours, minutes } from "../../../platform/clock.js";
import { epochOf, zonedOf } from "./moments.js";
import { type ParsedEvent, sameKind } from "./parsedEvent.js";

/** From when to when occurrences are wanted, ms since the epoch: the first inclusive, the second exclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** One occurrence: what a calendar shows. */
export interface Occurrence {
  readonly uid: string;
  /** Names the occurrence within its series: the start that the series gave it, ms. Undefined: there is no series. */
  readonly recurrence: number | undefined;
  readonly title: string;
  /** ms since the epoch; of whole days the midnight UTC of the date. */
  readonly start: number;
  readonly end: number | undefined;
  readonly allDay: boolean;
}

type Frequency = Pick<ReturnType<RRuleTemporal["options"]>, "freq" | "interval" | "count">;

/** Occurrences of one series in a window. */
export const maxPerSeries = 1000;

/** `complete`: there are no more in the window. */
export interface Expanded {
  readonly occurrences: readonly Occurrence[];
  readonly complete: boolean;
}

/**
 * The occurrences of one UID. The series (RRULE and RDATE without EXDATE) names them; then what is different in one occurrence
 * (RECURRENCE-ID), or from one on (THISANDFUTURE), takes their place. An exception may bring an occurrence into the window
 * that the series has outside, and the other way round. @throws for a rule that cannot be followed.
 */
export function expandSeries(versions: readonly ParsedEvent[], window: Window): Expanded {
  const master = newest(versions.filter(({ replaces }) => replaces === undefined));
  const exceptions = new Map<number, ParsedEvent>();
  const shifts = new Map<number, ParsedEvent>();
  for (const version of versions) {
    if (!version.replaces) continue;
    const replaced = master ? sameKind(version.replaces, master.start) : epochOf(version.replaces);
    const place = version.andFollowing ? shifts : exceptions;
    const other = place.get(replaced);
    place.set(replaced, other ? (newest([other, version]) ?? version) : version);
  }

  const found: Occurrence[] = [];
  let complete = true;
  if (master && !master.cancelled) {
    const ordered = [...shifts].sort(([a], [b]) => a - b);
    const starts = startsOf(master, reachOf(window, ordered));
    complete = starts.length <= maxPerSeries;
    for (const start of starts.slice(0, maxPerSeries)) {
      if (exceptions.has(start)) continue;
      const shift = ordered.findLast(([from]) => from <= start);
      found.push(
        ...(shift ? shifted(start, shift) : [occurrence(master, start, recurs(master) ? start : undefined)]),
      );
    }
  }
  if (!master?.cancelled) {
    for (const [start, exception] of exceptions) {
      if (!exception.cancelled) found.push(occurrence(exception, startMs(exception), start));
    }
  }
  const inside = found.filter(({ start }) => start >= window.from && start < window.to);
  return { occurrences: inside.sort((a, b) => a.start - b.start), complete };
}

const startMs = ({ start }: ParsedEvent): number => zonedOf(start).epochMilliseconds;
const recurs = ({ rules, extra }: ParsedEvent): boolean => rules.length > 0 || extra.length > 0;

/** What moved from one occurrence on moves into the window from outside it, too; by an hour more or less in summer. */
function reachOf({ from, to }: Window, shifts: readonly (readonly [number, ParsedEvent])[]): Window {
  if (shifts.length === 0) return { from, to };
  const moves = shifts.map(([replaced, shift]) => startMs(shift) - replaced);
  return { from: from - Math.max(0, ...moves) - days(1), to: to - Math.min(0, ...moves) + days(1) };
}

/** Starts of the series in the window, in order, each once. At most a few more than count. */
function startsOf(master: ParsedEvent, { from, to }: Window): number[] {
  const first = startMs(master);
  if (!recurs(master)) return first >= from && first < to ? [first] : [];
  const starts = new Set(master.rules.flatMap((rule) => ruleStarts(master, rule, { from, to })));
  for (const start of [...(master.rules.length === 0 ? [first] : []), ...master.extra]) {
    if (start >= from && start < to) starts.add(start);
  }
  for (const excluded of master.excluded) starts.delete(excluded);
  return [...starts].sort((a, b) => a - b);
}

/**
 * Starts that fall into a gap of summer time do not happen and are not counted (RFC 5545 3.3.10). DTSTART always happens, also
 * where the rule does not name it.
 */
function ruleStarts(master: ParsedEvent, rule: string, window: Window): number[] {
  const dtstart = zonedOf(master.start);
  const recurrence = new RRuleTemporal({
    rruleString: `RRULE:${rule}`,
    dtstart,
    tzid: dtstart.timeZoneId,
    temporal: Temporal,
    includeDtstart: true,
    cache: false,
    maxCandidateEvaluations: 200_000,
  });
  const found: number[] = [];
  for (const { from, to } of piecesOf(window, recurrence.options())) {
    if (found.length > maxPerSeries) break;
    for (const { epochMilliseconds } of recurrence.between(new Date(from), new Date(to - 1), true))
      found.push(epochMilliseconds);
  }
  return found;
}

/** Pieces of the window that have few occurrences each. What is counted is counted from DTSTART on, and only once. */
function* piecesOf({ from, to }: Window, { freq, interval = 1, count }: Frequency): Generator<Window> {
  const unit = freq === "HOURLY" ? hours(1) : freq === "MINUTELY" ? minutes(1) : Infinity;
  const length = count === undefined ? maxPerSeries * interval * unit : Infinity;
  for (let begin = from; begin < to; begin += length) yield { from: begin, to: Math.min(to, begin + length) };
}

/** The occurrence as it is since the shift: as far from its place as the first one, with that one's title and length. */
function shifted(start: number, [replaced, shift]: readonly [number, ParsedEvent]): Occurrence[] {
  if (shift.cancelled) return [];
  const zone = zonedOf(shift.start).timeZoneId;
  const local = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const moved = local(replaced).until(zonedOf(shift.start), { largestUnit: "day" });
  return [occurrence(shift, local(start).add(moved).epochMilliseconds, start)];
}

/** "For ever", as some feeds write it. Later times have no RFC 3339 form. */
const lastTime = Date.parse("9999-12-31T23:59:59.999Z");

function occurrence(event: ParsedEvent, start: number, recurrence: number | undefined): Occurrence {
  const { uid, title, duration } = event;
  const zone = zonedOf(event.start).timeZoneId;
  const begin = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone);
  const end = duration && Math.min(begin.add(duration).epochMilliseconds, lastTime);
  return { uid, recurrence, title, start, end, allDay: event.start.type === "date" };
}

function newest(versions: readonly ParsedEvent[]): ParsedEvent | undefined {
  return versions.reduce<ParsedEvent | undefined>((best, next) => {
    if (!best) return next;
    const [[sequence, stamp], [bestSequence, bestStamp]] = [next.version, best.version];
    const isNewer = sequence > bestSequence || (sequence === bestSequence && stamp >= bestStamp);
    return isNewer ? next : best;
  }, undefined);
}
