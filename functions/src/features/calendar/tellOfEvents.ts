import { z } from "zod";
import { CalendarEvent, Rsvp } from "@firecast/contract/space/calendar";
import { timeOf, type Written } from "../../platform/firestore/trigger.js";
import { keepMembers } from "../../platform/notices/keepMembers.js";
import { parseWritten, readWritten } from "../../platform/notices/readWritten.js";
import { isOver } from "./decide.js";
import {
  type ChangedEvent,
  eventRecall,
  reminderRecall,
  tellEventChanged,
  tellEventCreated,
  tellRsvpUpdate,
} from "./notices.js";
import { entryOf, type RemindDeps, setReminder } from "./remind.js";

/** `unannounced`: an event of a feed that no member is told of as new, because it is past, or one of many. */
const ToldEvent = CalendarEvent.extend({ unannounced: z.boolean().optional() });

/**
 * When an event's document was written: tells members of a new event, and those who come of a change; takes back what was told
 * of a deleted one; sets reminders. Runs at least once, late or out of order; safe to repeat.
 */
export async function tellOfEvent(
  deps: RemindDeps,
  written: Written<{ spaceId: string; eventId: string }>,
): Promise<void> {
  const { spaces, teller, log } = deps;
  const { data, params } = written;
  const { spaceId, eventId } = params;
  const before = parseWritten(CalendarEvent, data?.before, { id: eventId, spaceId });
  if (before && !data?.after.exists) await takeBack(deps, before, timeOf(written));
  const event = readWritten(log, ToldEvent, data?.after, { id: eventId, spaceId });
  if (event && !event.unannounced && !data?.before.exists) {
    const spaceName = await spaces.name(spaceId);
    if (spaceName !== undefined) await teller.notify(tellEventCreated({ event, spaceName }));
  }
  if (event?.updatedAt !== undefined && event.updatedAt !== before?.updatedAt) {
    await tellAttendees(deps, event, {
      status: "changed",
      by: event.updatedBy ?? event.createdBy,
      at: event.updatedAt,
    });
  }
  if (event || !data?.after.exists) await setReminder(deps, params);
}

/** Tells the organizer of an answer to an event. Safe to repeat. */
export async function tellOfRsvp(
  deps: RemindDeps,
  { data, params }: Written<{ spaceId: string; eventId: string; uid: string }>,
): Promise<void> {
  const { spaces, teller, log } = deps;
  const { spaceId, eventId, uid } = params;
  const after = readWritten(log, Rsvp, data?.after, { uid, eventId });
  const entry = after && (await entryOf(deps, params));
  if (!entry) return;
  const before = parseWritten(Rsvp, data?.before, { uid, eventId });
  await teller.notify(await keepMembers(spaces, spaceId, tellRsvpUpdate({ ...entry, before, after })));
}

/** Of an event that is not over: feeds and organizers tidy up old ones. */
async function tellAttendees(
  deps: RemindDeps,
  event: CalendarEvent,
  change: Pick<ChangedEvent, "status" | "by" | "at">,
): Promise<void> {
  const { calendar, spaces, teller } = deps;
  if (isOver(event, Date.parse(change.at))) return;
  const spaceName = await spaces.name(event.spaceId);
  if (spaceName === undefined) return;
  for await (const attendees of calendar.attendees(event.spaceId, event.id)) {
    const notices = tellEventChanged({ event, spaceName, ...change }, attendees);
    await teller.notify(await keepMembers(spaces, event.spaceId, notices));
  }
}

/** The event is gone, and with it what was told of it; those who wanted to come are told, and then forgotten. */
async function takeBack(deps: RemindDeps, event: CalendarEvent, at: string): Promise<void> {
  const { calendar, teller } = deps;
  await teller.recall([eventRecall(event, at), reminderRecall(event, [event.createdBy], at)]);
  for await (const attendees of calendar.attendees(event.spaceId, event.id)) {
    await teller.recall([reminderRecall(event, attendees, at)]);
  }
  await tellAttendees(deps, event, { status: "withdrawn", by: event.createdBy, at });
  await calendar.deleteRsvps(event.spaceId, event.id);
}
