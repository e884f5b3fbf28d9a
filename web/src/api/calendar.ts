import { type Caller, pathOf } from "@firecast/client";
import type {
  CalendarEvent,
  ChangeEvent,
  CreateEvent,
  EventPage,
  Rsvp,
  RsvpPage,
  RsvpStatus,
} from "@firecast/contract/space/calendar";
import type { AddFeed, CalendarFeed, FeedList } from "@firecast/contract/space/calendarFeeds";

export type Draft = Pick<CreateEvent, "title" | "startsAt"> & Partial<CreateEvent>;

/** The calendar of a space, and the feeds that it follows. */
export const calendarCalls = ({ read, write }: Caller) => ({
  /** By their start, from now on, or from a given time. */
  list: (spaceId: string, query: { from?: string; limit?: number; cursor?: string } = {}) =>
    read<EventPage>(pathOf`/api/spaces/${spaceId}/events`, query),
  get: (spaceId: string, eventId: string) =>
    read<CalendarEvent>(pathOf`/api/spaces/${spaceId}/events/${eventId}`),
  create: (spaceId: string, draft: Draft) =>
    write<CalendarEvent>("POST", pathOf`/api/spaces/${spaceId}/events`, draft),
  change: (spaceId: string, eventId: string, change: ChangeEvent) =>
    write<CalendarEvent>("PATCH", pathOf`/api/spaces/${spaceId}/events/${eventId}`, change),
  remove: (spaceId: string, eventId: string) =>
    write<undefined>("DELETE", pathOf`/api/spaces/${spaceId}/events/${eventId}`),
  rsvps: (spaceId: string, eventId: string, query: { limit?: number; cursor?: string } = {}) =>
    read<RsvpPage>(pathOf`/api/spaces/${spaceId}/events/${eventId}/rsvps`, query),
  answer: (spaceId: string, eventId: string, status: RsvpStatus) =>
    write<Rsvp>("PUT", pathOf`/api/spaces/${spaceId}/events/${eventId}/rsvp`, { status }),
  feeds: (spaceId: string) => read<FeedList>(pathOf`/api/spaces/${spaceId}/calendars`),
  addFeed: (spaceId: string, feed: AddFeed) =>
    write<CalendarFeed>("POST", pathOf`/api/spaces/${spaceId}/calendars`, feed),
  removeFeed: (spaceId: string, calendarId: string) =>
    write<undefined>("DELETE", pathOf`/api/spaces/${spaceId}/calendars/${calendarId}`),
});
