import type { CalendarEvent, Rsvp } from "@firecast/contract/space/calendar";

export const at = "2026-03-01T12:00:00.000Z";
export const earlier = "2026-02-01T12:00:00.000Z";

export const anEvent = (values: Partial<CalendarEvent> = {}): CalendarEvent => ({
  id: "e1",
  spaceId: "s1",
  title: "Stand-up",
  startsAt: "2026-03-02T09:00:00.000Z",
  allDay: false,
  createdBy: "olga",
  createdAt: earlier,
  ...values,
});

export const anRsvp = (values: Partial<Rsvp> = {}): Rsvp => ({
  uid: "mia",
  eventId: "e1",
  status: "yes",
  at,
  ...values,
});
