import type { CalendarEvent } from "@firecast/contract/space/calendar";
import type { CalendarDeps } from "./deps.js";

/** What other features may ask of a space's calendar. No right to see it is checked. */
export interface CalendarActions {
  event(spaceId: string, eventId: string): Promise<CalendarEvent | undefined>;
  /** uids of the users who answered yes or maybe, page by page. */
  attendees(spaceId: string, eventId: string): AsyncIterable<string[]>;
  /** Deletes the answers to an event that is gone. */
  deleteRsvps(spaceId: string, eventId: string): Promise<void>;
}

export const calendarActions = ({ store }: CalendarDeps): CalendarActions => ({
  event: store.event,
  attendees: store.attendees,
  deleteRsvps: store.deleteRsvps,
});
