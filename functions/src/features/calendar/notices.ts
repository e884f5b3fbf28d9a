import { z } from "zod";
import type { CalendarEvent, Rsvp } from "@firecast/contract/space/calendar";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { days, hours, minutes, toTimestamp } from "../../platform/clock.js";
import { clip } from "../../platform/notices/clip.js";
import type { NoticeOf, Recall } from "../../platform/notices/notice.js";
import { noticeType } from "../../platform/notices/noticeType.js";
import { exampleSpace, inSpace, Name, spaceUrl, times } from "../../platform/notices/payload.js";
import { tell, users } from "../../platform/notices/tell.js";

const inCalendar = { ...inSpace, eventId: Segment, eventTitle: Name };
const exampleEvent = { ...exampleSpace, eventId: "e1", eventTitle: "Stand-up" };

export const eventCreated = noticeType({
  type: "event_created",
  category: "calendar",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(14),
  pushTtlMs: days(3),
  collapse: ({ spaceId }) => `event-${spaceId}`,
  batch: { key: ({ spaceId }) => spaceId, windowMs: minutes(10) },
  ringMs: minutes(10),
  payload: z.object({ ...inCalendar, startsAt: Timestamp }),
  render: ({ spaceId, spaceName, eventId, eventTitle }, count) => ({
    title:
      count === 1 ? `New in ${spaceName}'s calendar: ${eventTitle}` : `${count} new events in ${spaceName}`,
    body: count === 1 ? "Say whether you come." : `${eventTitle}, and others`,
    actionUrl: spaceUrl(spaceId, `/events/${eventId}`),
  }),
  example: { ...exampleEvent, startsAt: "2026-12-01T09:00:00.000Z" },
});

export const eventReminder = noticeType({
  type: "event_reminder",
  category: "calendar",
  push: true,
  required: false,
  urgency: "high",
  passesQuietHours: true,
  ttlMs: hours(1),
  pushTtlMs: days(1),
  collapse: ({ eventId }) => `reminder-${eventId}`,
  payload: z.object({ ...inCalendar, startsAt: Timestamp, allDay: z.boolean().optional() }),
  render: ({ spaceId, spaceName, eventId, eventTitle, allDay }) => ({
    title: allDay ? `Today: ${eventTitle}` : `${eventTitle} starts soon`,
    body: `In ${spaceName}.`,
    actionUrl: spaceUrl(spaceId, `/events/${eventId}`),
  }),
  example: { ...exampleEvent, startsAt: "2026-12-01T09:00:00.000Z" },
});

const isAnswer = (status: string): boolean => status !== "changed" && status !== "withdrawn";

export const rsvpUpdate = noticeType({
  type: "rsvp_update",
  category: "calendar",
  push: false,
  required: false,
  urgency: "low",
  ttlMs: days(14),
  pushTtlMs: days(1),
  collapse: ({ eventId }) => `rsvp-${eventId}`,
  // Answers go to the organizer; that the event is not what was answered, to those who come.
  batch: {
    key: ({ eventId, status }) => (isAnswer(status) ? eventId : `${eventId} ${status}`),
    windowMs: minutes(10),
  },
  payload: z.object({
    ...inCalendar,
    uid: Segment,
    status: z.enum(["yes", "no", "maybe", "changed", "withdrawn"]),
  }),
  about: ({ uid }) => uid,
  render: ({ spaceId, spaceName, eventId, eventTitle, status }, count, name) => {
    const actionUrl = spaceUrl(spaceId, `/events/${eventId}`);
    if (!isAnswer(status))
      return { title: `${eventTitle} was ${status}`, body: `In ${spaceName}.`, actionUrl };
    return {
      title: `${times(count, "An answer", "answers")} to ${eventTitle}`,
      body: `${name}: ${status}${count === 1 ? "" : ", and others"}`,
      actionUrl,
    };
  },
  example: { ...exampleEvent, uid: "bob", status: "yes" },
});

export const calendarTypes = [eventCreated, eventReminder, rsvpUpdate];

/** An event and where it is. */
export interface ToldEvent {
  readonly event: CalendarEvent;
  readonly spaceName: string;
}

const about = ({ event: { spaceId, id, title }, spaceName }: ToldEvent) => ({
  spaceId,
  spaceName: clip(spaceName),
  eventId: id,
  eventTitle: clip(title),
});
const pathOf = ({ spaceId, id }: CalendarEvent): string => `spaces/${spaceId}/calendar/${id}`;

export const tellEventCreated = (entry: ToldEvent): NoticeOf<typeof eventCreated>[] =>
  tell(eventCreated, {
    cause: pathOf(entry.event),
    payload: { ...about(entry), startsAt: entry.event.startsAt },
    actor: entry.event.createdBy,
    at: entry.event.createdAt,
    audience: { type: "members", spaceId: entry.event.spaceId },
  });

/** Of an event that was deleted. */
export const eventRecall = (event: CalendarEvent, at: string): Recall => ({
  type: eventCreated.type,
  cause: pathOf(event),
  at,
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
  type: eventReminder.type,
  cause: reminderCause(event),
  at,
  audience: users(...uids),
});

/** An event that was moved is reminded of again. A reminder has no actor: the organizer gets one, too. */
export const tellEventReminder = (
  entry: ToldEvent,
  { at, until, uids }: Due,
): NoticeOf<typeof eventReminder>[] =>
  tell(eventReminder, {
    cause: reminderCause(entry.event),
    payload: { ...about(entry), startsAt: entry.event.startsAt, ...(entry.event.allDay && { allDay: true }) },
    at: toTimestamp(at),
    until: toTimestamp(until),
    audience: users(...uids),
  });

/** What became of an event that users have said to come to. */
export interface ChangedEvent extends ToldEvent {
  readonly status: "changed" | "withdrawn";
  readonly by: string;
  readonly at: string;
}

/** Those who come, or may, hear that an event is another one now, or none. */
export function tellEventChanged(
  change: ChangedEvent,
  attendees: readonly string[],
): NoticeOf<typeof rsvpUpdate>[] {
  const { event, status, by, at } = change;
  return tell(rsvpUpdate, {
    cause: `${pathOf(event)} ${status} ${at}`,
    payload: { ...about(change), uid: by, status },
    actor: by,
    at,
    audience: users(...attendees),
  });
}

export interface RsvpChange extends ToldEvent {
  readonly before: Rsvp | undefined;
  readonly after: Rsvp;
}

/** A user who changes an answer and changes it back has answered three times. */
export function tellRsvpUpdate(change: RsvpChange): NoticeOf<typeof rsvpUpdate>[] {
  const { before, after, event } = change;
  if (before?.status === after.status) return [];
  return tell(rsvpUpdate, {
    cause: `${pathOf(event)}/rsvps/${after.uid} ${after.status} ${after.at}`,
    payload: { ...about(change), uid: after.uid, status: after.status },
    actor: after.uid,
    at: after.at,
    audience: users(event.createdBy),
  });
}
