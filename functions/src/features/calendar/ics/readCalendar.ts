import { cutBlocks } from "./blocks.js";
import { type ParsedEvent, parseEvent } from "./parsedEvent.js";
import { expandSeries, type Occurrence, type Window } from "./series.js";
import { zonesOf } from "./zones.js";

/** What became of a file. */
export type CalendarReading =
  | { readonly type: "not_a_calendar" }
  /** Nothing may be concluded from what it does not have. */
  | { readonly type: "truncated" }
  | { readonly type: "too_many_events" }
  | ({ readonly type: "read" } & FeedContent);

export interface FeedContent {
  /** In the order of their start. */
  readonly occurrences: readonly Occurrence[];
  /** Events of the file, readable or not. */
  readonly events: number;
  /** UIDs of which more may exist than are here: what of them is missing is not known to be gone. */
  readonly incomplete: readonly string[];
  /** Events that could not be read, or whose rule was refused. */
  readonly skipped: number;
  /** Names of zones that the zone database does not have; the calendar's own was taken. */
  readonly unknownZones: readonly string[];
}

export interface Reading {
  readonly text: string;
  readonly window: Window;
  readonly maxOccurrences: number;
}

const maxEvents = 20_000;

/** Of an event that cannot be read: unfolded and unescaped (RFC 5545 3.1 and 3.3.11), as it was when it could be. */
const uidOf = (block: string): string | undefined =>
  /^UID[^:]*:(.*(?:\r\n[ \t].*)*)/im
    .exec(block)?.[1]
    ?.replace(/\r\n[ \t]/g, "")
    .replace(/\\([\\,;])/g, "$1");

/** What a feed has in a window. Takes as long as the feed wants it to: run it where it can be stopped. */
export function readCalendar({ text, window, maxOccurrences }: Reading): CalendarReading {
  const blocks = cutBlocks(text, maxEvents);
  if (!blocks) return { type: "not_a_calendar" };
  if (!blocks.complete) return { type: "truncated" };
  if (blocks.cut) return { type: "too_many_events" };

  const zones = zonesOf(blocks.zones, blocks.timeZone);
  const incomplete = new Set<string>();
  const byUid = new Map<string, ParsedEvent[]>();
  let skipped = 0;
  for (const block of blocks.events) {
    try {
      const event = parseEvent(block, zones);
      const versions = byUid.get(event.uid) ?? [];
      versions.push(event);
      byUid.set(event.uid, versions);
    } catch {
      skipped++;
      const uid = uidOf(block);
      if (uid !== undefined) incomplete.add(uid);
    }
  }

  const occurrences: Occurrence[] = [];
  for (const [uid, versions] of byUid) {
    try {
      const expanded = expandSeries(versions, window);
      for (const occurrence of expanded.occurrences) occurrences.push(occurrence);
      if (!expanded.complete) incomplete.add(uid);
    } catch {
      skipped++;
      incomplete.add(uid);
    }
  }
  occurrences.sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1));
  for (const { uid } of occurrences.slice(maxOccurrences)) incomplete.add(uid);
  return {
    type: "read",
    occurrences: occurrences.slice(0, maxOccurrences),
    events: blocks.events.length,
    incomplete: [...incomplete],
    skipped,
    unknownZones: [...zones.unknown].slice(0, 10),
  };
}
