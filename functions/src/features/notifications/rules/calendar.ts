import type { CalendarEvent, Rsvp } from "@firecast/contract/calendar";
import { toTimestamp } from "../../../platform/clock.js";
import type { Notice, Recall } from "../notice.js";
import { clip } from "./clip.js";
import { tell, users } from "./tell.js";

/** An event and where it is. */
export interface Entry {
  readonly event: CalendarEvent;
  readonly spaceName: string;
}

const about = ({ event: { spaceId, id, title }, spaceName }: Entry) => ({
  spaceId,
  spaceName: clip(spaceName),
  eventId: id,
  eventTitle: clip(title),
});
const pathOf = ({ spaceId, id }: CalendarEvent): string => `spaces/${spaceId}/calendar/${id}`;

export const eventCreated = (entry: Entry): Notice<"event_created">[] =>
  tell("event_created", {
    cause: pathOf(entry.event),
    payload: { ...about(entry), startsAt: entry.event.startsAt },
    actor: entry.event.createdBy,
    at: entry.event.createdAt,
    audience: { type: "members", spaceId: entry.event.spaceId },
  });

/** Of an event that was deleted. */
export const eventRecall = (event: CalendarEvent, at: string): Recall => ({
  ...{ type: "event_created", cause: pathOf(event), at },
  audience: { type: "members", spaceId: event.spaceId },
});

/** Who is to be reminded at the same time, ms, and until when that is of use. */
export interface Due {
  readonly at: number;
  readonly until: number;
  readonly uids: readonly string[];
}

const reminderCause = (event: CalendarEvent): string => `${pathOf(event)} ${event.startsAt}`;

export const reminderRecall = (event: CalendarEvent, uids: readonly string[], at: string): Recall => ({
  ...{ type: "event_reminder", cause: reminderCause(event), at },
  audience: users(...uids),
});

/** An event that was moved is reminded of again. Reminders are nobody's act: the organizer gets one, too. */
export const eventReminder = (entry: Entry, { at, until, uids }: Due): Notice<"event_reminder">[] =>
  tell("event_reminder", {
    cause: reminderCause(entry.event),
    payload: { ...about(entry), startsAt: entry.event.startsAt, ...(entry.event.allDay && { allDay: true }) },
    at: toTimestamp(at),
    until: toTimestamp(until),
    audience: users(...uids),
  });

export interface RsvpChange extends Entry {
  readonly before: Rsvp | undefined;
  readonly after: Rsvp;
}

/** Who changes their mind and changes it back has said three things. */
export function rsvpUpdate(change: RsvpChange): Notice<"rsvp_update">[] {
  const { before, after, event } = change;
  if (before?.status === after.status) return [];
  return tell("rsvp_update", {
    cause: `${pathOf(event)}/rsvps/${after.uid} ${after.status} ${after.at}`,
    payload: { ...about(change), uid: after.uid, status: after.status },
    actor: after.uid,
    at: after.at,
    audience: users(event.createdBy),
  });
}
