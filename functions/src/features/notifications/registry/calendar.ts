import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/ids";
import { days, hours, minutes } from "../../../platform/clock.js";
import { exampleEvent, inCalendar, space, spec, times } from "./spec.js";

export const calendarTypes = {
  event_created: spec({
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
      actionUrl: space(spaceId, `/events/${eventId}`),
    }),
    example: { ...exampleEvent, startsAt: "2026-12-01T09:00:00.000Z" },
  }),
  event_reminder: spec({
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
      actionUrl: space(spaceId, `/events/${eventId}`),
    }),
    example: { ...exampleEvent, startsAt: "2026-12-01T09:00:00.000Z" },
  }),
  rsvp_update: spec({
    category: "calendar",
    push: false,
    required: false,
    urgency: "low",
    ttlMs: days(14),
    pushTtlMs: days(1),
    collapse: ({ eventId }) => `rsvp-${eventId}`,
    batch: { key: ({ eventId }) => eventId, windowMs: minutes(10) },
    payload: z.object({ ...inCalendar, uid: Segment, status: z.enum(["yes", "no", "maybe"]) }),
    about: ({ uid }) => uid,
    render: ({ spaceId, eventId, eventTitle, status }, count, name) => ({
      title: `${times(count, "An answer", "answers")} to ${eventTitle}`,
      body: `${name}: ${status}${count === 1 ? "" : ", and others"}`,
      actionUrl: space(spaceId, `/events/${eventId}`),
    }),
    example: { ...exampleEvent, uid: "bob", status: "yes" },
  }),
};
