import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import type { Clock } from "../../platform/clock.js";
import type { Commit } from "../../platform/firestore/commit.js";
import { derivedId } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { keepMembers } from "../../platform/notices/keepMembers.js";
import type { Teller } from "../../platform/notices/teller.js";
import type { WakeUp, WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { SpacesActions } from "../spaces/actions.js";
import type { CalendarActions } from "./actions.js";
import { type Due, type ToldEvent, tellEventReminder } from "./notices.js";
import { reminderWindow } from "./reminderWindow.js";

export interface RemindDeps {
  spaces: Pick<SpacesActions, "name" | "activeAmong">;
  calendar: Pick<CalendarActions, "event" | "attendees" | "deleteRsvps">;
  teller: Pick<Teller, "notify" | "recall" | "readersOf">;
  wakeUps: Pick<WakeUps, "schedule" | "remove">;
  commit: Commit;
  clock: Clock;
  log: Log;
}

export const reminderKind = "event_reminder";
/** Payload of that wake-up. `toldUntil`: readers whose time was before that have been told, ms since the epoch. */
export const Reminder = z.object({ spaceId: Segment, eventId: Segment, toldUntil: z.int().optional() });
type Reminder = z.infer<typeof Reminder>;
type EventRef = Pick<Reminder, "spaceId" | "eventId">;

/** Pages of attendees that are told at once; what follows goes through tasks, and the wake-up is done soon. */
const pagesAtOnce = 2;

export async function entryOf(
  { calendar, spaces }: Pick<RemindDeps, "calendar" | "spaces">,
  { spaceId, eventId }: EventRef,
): Promise<ToldEvent | undefined> {
  const [event, spaceName] = await Promise.all([calendar.event(spaceId, eventId), spaces.name(spaceId)]);
  return event && spaceName !== undefined ? { event, spaceName } : undefined;
}

/** Of the wake-up of its reminder. */
export const reminderId = ({ spaceId, eventId }: EventRef): string =>
  derivedId(reminderKind, spaceId, eventId);

const wakeUpAt = (dueAt: number, { spaceId, eventId, toldUntil }: Reminder): WakeUp => ({
  id: reminderId({ spaceId, eventId }),
  kind: reminderKind,
  dueAt,
  payload: { spaceId, eventId, ...(toldUntil !== undefined && { toldUntil }) },
});

/**
 * Sets the wake-up of an event's reminder, as the event is now and not as some write left it: calls that are late or out of
 * order come to the same end. What is due already is due at once: an event may be made, or moved, shortly before it begins.
 */
export async function setReminder(deps: RemindDeps, place: EventRef): Promise<void> {
  const { calendar, wakeUps, commit, clock } = deps;
  const event = await calendar.event(place.spaceId, place.eventId);
  const now = clock.now();
  if (!event) await commit((batch) => wakeUps.remove(batch, reminderId(place)));
  else if (reminderWindow(event).until > now) {
    await wakeUps.schedule(wakeUpAt(Math.max(reminderWindow(event).from, now), place));
  }
}

/**
 * Reminds those whose time has come; for the others a wake-up is set again. An event that has begun is not reminded of;
 * one that was moved meanwhile is waited for again.
 */
export async function remind(deps: RemindDeps, reminder: Reminder): Promise<void> {
  const { spaces, teller, wakeUps, clock } = deps;
  const entry = await entryOf(deps, reminder);
  if (!entry) return;
  const now = clock.now();
  const { from, until } = reminderWindow(entry.event);
  if (from > now) return setReminder(deps, reminder);
  if (until <= now) return;

  const { spaceId, toldUntil = 0 } = reminder;
  let [next, pages] = [Infinity, 0];
  for await (const uids of attendeesOf(deps, entry)) {
    const page = await dueOf(deps, entry, uids, toldUntil);
    next = Math.min(next, page.next);
    const notices = page.due.flatMap((due) => tellEventReminder(entry, due));
    await teller.notify(await keepMembers(spaces, spaceId, notices), { inChunks: pages++ > pagesAtOnce });
  }
  if (next < until) await wakeUps.schedule(wakeUpAt(next, { ...reminder, toldUntil: now }));
}

/** The organizer, and all who come. */
async function* attendeesOf({ calendar }: RemindDeps, { event }: ToldEvent): AsyncGenerator<string[]> {
  const { spaceId, id, createdBy } = event;
  yield [createdBy];
  for await (const page of calendar.attendees(spaceId, id)) yield page.filter((uid) => uid !== createdBy);
}

/** Those of a page whose time has come, by their time; and the next time of the others. */
async function dueOf(
  { teller, clock }: RemindDeps,
  { event }: ToldEvent,
  uids: readonly string[],
  toldUntil: number,
): Promise<{ due: Due[]; next: number }> {
  const { reminderFor } = await import("./reminderTimes.js"); // what knows time zones is an eighth of a cold start
  const now = clock.now();
  const readers = event.allDay
    ? await teller.readersOf(uids)
    : uids.map((uid) => ({ uid, timeZone: "Etc/UTC" }));
  const due = new Map<number, Due>();
  let next = Infinity;
  for (const reader of readers) {
    const { at, until } = reminderFor(event, reader);
    if (at > now) next = Math.min(next, at);
    else if (at > toldUntil && until > now) {
      due.set(at, { at, until, uids: [...(due.get(at)?.uids ?? []), reader.uid] });
    }
  }
  return { due: [...due.values()], next };
}
