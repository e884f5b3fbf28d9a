import { z } from "zod";
import { CalendarEvent, Rsvp } from "../../../contract/calendar.js";
import { Segment } from "../../../contract/ids.js";
import { derivedId } from "../../../platform/ids.js";
import {
  type Entry,
  eventCreated,
  eventRecall,
  eventReminder,
  reminderAt,
  reminderRecall,
  rsvpUpdate,
} from "../rules/calendar.js";
import type { ProducersDeps } from "./deps.js";
import { source, timeOf, type Written } from "./source.js";
import { stillMembers } from "./stillMembers.js";

export const reminderKind = "event_reminder";
export const Reminder = z.object({ spaceId: Segment, eventId: Segment });
type Reminder = z.infer<typeof Reminder>;

/** New events, answers to them, and reminders. */
export function calendarProducer(deps: ProducersDeps) {
  const { spaces, calendar, wakeUps, firestore, clock, notify, recall, log } = deps;
  const { read, readEarlier } = source(log);

  const entryOf = async ({ spaceId, eventId }: Reminder): Promise<Entry | undefined> => {
    const [event, spaceName] = await Promise.all([calendar.event(spaceId, eventId), spaces.name(spaceId)]);
    return event && spaceName !== undefined ? { event, spaceName } : undefined;
  };

  /**
   * As the event is now, not as some write left it: calls that are late or out of order come to the same end. A reminder
   * that is due already is left alone, as it may be about to be given; the wake-up looks again.
   */
  const setReminder = async ({ spaceId, eventId }: Reminder): Promise<void> => {
    const id = derivedId(reminderKind, spaceId, eventId);
    const event = await calendar.event(spaceId, eventId);
    if (!event) {
      const batch = firestore.batch();
      wakeUps.remove(batch, id);
      await batch.commit();
    } else if (reminderAt(event) > clock.now()) {
      const payload: Reminder = { spaceId, eventId };
      await wakeUps.schedule({ id, kind: reminderKind, dueAt: reminderAt(event), payload });
    }
  };

  /** Of an event that has begun nobody is reminded; one that was moved meanwhile is waited for again. */
  const remind = async (place: Reminder): Promise<void> => {
    const entry = await entryOf(place);
    if (!entry) return;
    if (reminderAt(entry.event) > clock.now()) return setReminder(place);
    if (Date.parse(entry.event.startsAt) <= clock.now()) return;

    const tell = async (attendees: readonly string[]): Promise<void> => {
      await notify(await stillMembers(deps, place.spaceId, eventReminder(entry, attendees)));
    };
    await tell([]);
    for await (const attendees of calendar.attendees(place.spaceId, place.eventId)) await tell(attendees);
  };
  wakeUps.on(reminderKind, Reminder, remind);

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
  };
}
