import { createHash } from "node:crypto";
import { Cron } from "croner";
import { minutes } from "../clock.js";

/** When something happens again and again: a cron expression of five fields, in an IANA time zone. */
export interface Recurrence {
  readonly cron: string;
  readonly timeZone: string;
}

/**
 * The first time after `after`, ms since the epoch, whatever zone the process is in; undefined if there is none within the
 * years that are looked at. A time of day that summer time leaves out happens when the gap ends, unless that is on another day
 * (in Nuuk); one that comes twice happens the first time, unless the expression names every hour or many minutes of one.
 *
 * @throws what is no cron expression.
 */
export function nextOccurrence({ cron, timeZone }: Recurrence, after: number): number | undefined {
  const parsed = new Cron(cron, { timezone: timeZone, mode: "5-part", paused: true });
  const next = parsed.nextRun(new Date(after))?.getTime();
  return next !== undefined && next > after ? next : undefined;
}

/** Whether it names any time at all. */
export function happens(recurrence: Recurrence, after: number): boolean {
  try {
    return nextOccurrence(recurrence, after) !== undefined;
  } catch {
    return false;
  }
}

/** What recurs at least as seldom as this is spread. */
const spreadFrom = minutes(10);
const widestSpread = minutes(3);

/**
 * How long after its time something is done, ms, so that not all of a deployment is done on the hour: the same for each
 * occurrence of the same id, a tenth of the time between two at most, and 3 minutes at most. What recurs more often than
 * every 10 minutes is done on time.
 */
export function jitterOf(id: string, gapMs: number): number {
  if (gapMs < spreadFrom) return 0;
  const share = createHash("sha256").update(id).digest().readUInt32BE() / 2 ** 32;
  return Math.floor(share * Math.min(gapMs / 10, widestSpread));
}

export interface Due {
  /** The time that it is for, ms since the epoch. */
  readonly occurrence: number;
  /** When it is to be done. */
  readonly dueAt: number;
}

/** What comes next, with its jitter. Never before or at `after`. @throws what is no cron expression. */
export function nextDue(id: string, recurrence: Recurrence, after: number): Due | undefined {
  const occurrence = nextOccurrence(recurrence, after);
  if (occurrence === undefined) return undefined;
  const following = nextOccurrence(recurrence, occurrence) ?? occurrence + widestSpread * 10;
  return { occurrence, dueAt: occurrence + jitterOf(id, following - occurrence) };
}
