import { z } from "zod";
import { CalendarEvent, Rsvp } from "@firecast/contract/calendar";
import { Segment } from "@firecast/contract/ids";
import { derivedId } from "../../../platform/ids.js";
import {
  type Due,
  type Entry,
  eventCreated,
  eventRecall,
  eventReminder,
  reminderRecall,
  rsvpUpdate,
} from "../rules/calendar.js";
import { reminderFor, reminding } from "../rules/reminders.js";
import { onWakeUp } from "../../../platform/wakeUps/wakeUps.js";
import type { ProducersDeps } from "./deps.js";
import { source, timeOf, type Written } from "./source.js";
import { stillMembers } from "./stillMembers.js";

export const reminderKind = "event_reminder";
/** `toldUntil`: whose time was before that has been told, ms since the epoch. */
export const Reminder = z.object({ spaceId: Segment, eventId: Segment, toldUntil: z.int().optional() });
type Reminder = z.infer<typeof Reminder>;
type Place = Pick<Reminder, "spaceId" | "eventId">;

/** Pages of attendees that are told at once; what follows goes through tasks, and the wake-up is done soon. */
const pagesAtOnce = 2;

/** New events, answers to them, and reminders. */
export function calendarProducer(deps: ProducersDeps) {
  const { spaces, calendar, wakeUps, firestore, clock, notify, recall, readersOf, log } = deps;
  const { read, readEarlier } = source(log);

  const entryOf = async ({ spaceId, eventId }: Place): Promise<Entry | undefined> => {
    const [event, spaceName] = await Promise.all([calendar.event(spaceId, eventId), spaces.name(spaceId)]);
    return event && spaceName !== undefined ? { event, spaceName } : undefined;
  };

  const wakeUpAt = (dueAt: number, { spaceId, eventId, toldUntil }: Reminder) => ({
    ...{ id: derivedId(reminderKind, spaceId, eventId), kind: reminderKind, dueAt },
    payload: { spaceId, eventId, ...(toldUntil !== undefined && { toldUntil }) },
  });

  /**
   * As the event is now, not as some write left it: calls that are late or out of order come to the same end. What is due
   * already is due at once: an event may be made, or moved, shortly before it begins.
   */
  const setReminder = async (place: Place): Promise<void> => {
    const event = await calendar.event(place.spaceId, place.eventId);
    const now = clock.now();
    if (!event) {
      const batch = firestore.batch();
      wakeUps.remove(batch, derivedId(reminderKind, place.spaceId, place.eventId));
      await batch.commit();
    } else if (reminding(event).until > now) {
      await wakeUps.schedule(wakeUpAt(Math.max(reminding(event).from, now), place));
    }
  };

  /** The organizer, and all who come. */
  const attendees = async function* ({ event: { spaceId, id, createdBy } }: Entry): AsyncGenerator<string[]> {
    yield [createdBy];
    for await (const page of calendar.attendees(spaceId, id)) yield page.filter((uid) => uid !== createdBy);
  };

  /** Those of a page whose time has come, by their time; and the next time of the others. */
  const dueOf = async ({ event }: Entry, uids: readonly string[], toldUntil: number) => {
    const now = clock.now();
    const readers = event.allDay ? await readersOf(uids) : uids.map((uid) => ({ uid, timeZone: "Etc/UTC" }));
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
  };

  /** Of an event that has begun nobody is reminded; one that was moved meanwhile is waited for again. */
  const remind = async (reminder: Reminder): Promise<void> => {
    const entry = await entryOf(reminder);
    if (!entry) return;
    const now = clock.now();
    const { from, until } = reminding(entry.event);
    if (from > now) return setReminder(reminder);
    if (until <= now) return;

    const { spaceId, toldUntil = 0 } = reminder;
    let [next, pages] = [Infinity, 0];
    for await (const uids of attendees(entry)) {
      const page = await dueOf(entry, uids, toldUntil);
      next = Math.min(next, page.next);
      const notices = page.due.flatMap((due) => eventReminder(entry, due));
      await notify(await stillMembers(deps, spaceId, notices), { inChunks: pages++ > pagesAtOnce });
    }
    if (next < until) await wakeUps.schedule(wakeUpAt(next, { ...reminder, toldUntil: now }));
  };

  /** The event is gone, and with it what was told of it. */
  const takeBack = async (event: CalendarEvent, at: string): Promise<void> => {
    await recall([eventRecall(event, at), reminderRecall(event, [event.createdBy], at)]);
    for await (const attendees of calendar.attendees(event.spaceId, event.id)) {
      await recall([reminderRecall(event, attendees, at)]);
    }
  };

  return {
    calendarEventWritten: async (written: Written<{ spaceId: string; eventId: string }>): Promise<void> => {
      const { data, params } = written;
      const { spaceId, eventId } = params;
      const before = readEarlier(CalendarEvent, data?.before, { id: eventId, spaceId });
      if (before && !data?.after.exists) await takeBack(before, timeOf(written));
      const event = read(CalendarEvent, data?.after, { id: eventId, spaceId });
      if (event && !data?.before.exists) {
        const spaceName = await spaces.name(spaceId);
        if (spaceName !== undefined) await notify(eventCreated({ event, spaceName }));
      }
      if (event || !data?.after.exists) await setReminder(params);
    },

    rsvpWritten: async ({
      data,
      params,
    }: Written<{ spaceId: string; eventId: string; uid: string }>): Promise<void> => {
      const { spaceId, eventId, uid } = params;
      const after = read(Rsvp, data?.after, { uid, eventId });
      const entry = after && (await entryOf(params));
      if (!entry) return;
      const before = readEarlier(Rsvp, data?.before, { uid, eventId });
      await notify(await stillMembers(deps, spaceId, rsvpUpdate({ ...entry, before, after })));
    },

    eventReminder: remind,
    reminderDue: onWakeUp(reminderKind, Reminder, remind),
  };
}
