import { toTimestamp } from "../../../platform/clock.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { derivedId } from "../../../platform/ids.js";
import type { FeedContent } from "../ics/readCalendar.js";
import type { Occurrence } from "../ics/series.js";
import type { ImportedEvent, StoredFeed } from "./schema.js";

type Stored = Versioned<ImportedEvent>;

interface Update {
  readonly seen: Stored;
  readonly event: ImportedEvent;
}

/** What a sync has to do. */
export interface SyncPlan {
  readonly create: readonly ImportedEvent[];
  readonly update: readonly Update[];
  /** Cancelled: they were missing twice. */
  readonly remove: readonly Stored[];
  /** They have left the window: streams get no event of that. */
  readonly forget: readonly Stored[];
  /** Ids of events that are missing for the first time. */
  readonly missing: readonly string[];
}

interface Sync {
  readonly feed: Pick<StoredFeed, "id" | "spaceId" | "createdBy" | "missing">;
  /** All events of the feed that are in the calendar. */
  readonly stored: readonly Stored[];
  readonly content: FeedContent;
  /** The beginning of the window, ms. */
  readonly from: number;
  readonly now: number;
}

/**
 * Compares a feed with what of it is in the calendar: what has not changed is not written. An event is cancelled when it is
 * missing for the second time, and only if the file has events at all and has all of its series.
 */
export function planSync({ feed, stored, content, from, now }: Sync): SyncPlan {
  const wanted = new Map(
    content.occurrences.map((found) => eventOf(feed, found, now)).map((event) => [event.id, event]),
  );
  const [remove, forget]: [Stored[], Stored[]] = [[], []];
  const update: Update[] = [];
  const missing: string[] = [];
  const begin = toTimestamp(from);
  const partial = new Set(content.incomplete.map(seriesOf));
  const known = new Set(stored.map(({ value }) => value.id));
  const missedBefore = new Set(feed.missing);

  for (const seen of stored) {
    const { value: event } = seen;
    const next = wanted.get(event.id);
    if (next && isSame(event, next)) continue;
    if (next) update.push({ seen, event: changedTo(event, next, now) });
    else if (event.startsAt < begin) forget.push(seen);
    else if (content.events === 0 || partial.has(event.series)) continue;
    else if (missedBefore.has(event.id)) remove.push(seen);
    else missing.push(event.id);
  }
  const create = [...wanted.values()].filter(({ id }) => !known.has(id));
  return { create, update, remove, forget, missing };
}

const changedTo = (
  { createdAt, createdBy }: ImportedEvent,
  next: ImportedEvent,
  now: number,
): ImportedEvent => ({
  ...next,
  createdAt,
  createdBy,
  updatedBy: createdBy,
  updatedAt: toTimestamp(now),
});

const isSame = (a: ImportedEvent, b: ImportedEvent): boolean =>
  a.title === b.title && a.startsAt === b.startsAt && a.endsAt === b.endsAt && a.allDay === b.allDay;

const seriesOf = (uid: string): string => derivedId("series", uid);

/** The id holds on to an occurrence that is moved: it is made of the place that the series gave it. */
function eventOf({ id, spaceId, createdBy }: Sync["feed"], found: Occurrence, now: number): ImportedEvent {
  const { uid, recurrence, title, start, end, allDay } = found;
  return {
    id: derivedId(id, uid, recurrence === undefined ? "" : String(recurrence)),
    spaceId,
    title,
    startsAt: toTimestamp(start),
    ...(end !== undefined && { endsAt: toTimestamp(end) }),
    allDay,
    createdBy,
    createdAt: toTimestamp(now),
    calendarId: id,
    series: seriesOf(uid),
  };
}

/** Occurrences of as many series are told of when they are new; of a series, the next one. */
const announcedAtMost = 20;

/** Ids of new events that users are told of: what is past, or one of many of its kind, comes without a notification. */
export function announced(
  { create }: Pick<SyncPlan, "create">,
  stored: readonly Stored[],
  now: number,
): Set<string> {
  const told = new Set(stored.map(({ value }) => value.series));
  const at = toTimestamp(now);
  const ids = new Set<string>();
  for (const { id, series, startsAt } of [...create].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))) {
    if (startsAt < at || told.has(series) || ids.size >= announcedAtMost) continue;
    told.add(series);
    ids.add(id);
  }
  return ids;
}
