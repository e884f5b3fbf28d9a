import type { CalendarEvent, ChangeEvent } from "@firecast/contract/space/calendar";
import type { Member } from "@firecast/contract/space/spaces";
import { Problem } from "../../platform/problems.js";
import { reminderWindow } from "./reminderWindow.js";

/** The organizer, and who manages the space. @throws Problem `forbidden`. */
export function requireManager({ uid, role }: Pick<Member, "uid" | "role">, event: CalendarEvent): void {
  if (uid === event.createdBy || role !== "member") return;
  throw new Problem("forbidden", { detail: "The organizer does that, or an owner or admin of the space." });
}

/** Undefined where everything is so already. @throws Problem `invalid_request` where it would end before it starts. */
export function changed(
  event: CalendarEvent,
  { endsAt, ...change }: ChangeEvent,
  { by, at }: { by: string; at: string },
): CalendarEvent | undefined {
  const { title = event.title, startsAt = event.startsAt, allDay = event.allDay } = change;
  const { endsAt: before, ...rest } = event;
  const end = endsAt === undefined ? before : (endsAt ?? undefined);
  if (end !== undefined && end < startsAt) {
    const detail = "must not be before startsAt";
    throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/endsAt", detail }] });
  }
  const isSame =
    title === event.title && startsAt === event.startsAt && allDay === event.allDay && end === before;
  if (isSame) return undefined;
  const next = { ...rest, title, startsAt, allDay, updatedBy: by, updatedAt: at };
  return end === undefined ? next : { ...next, endsAt: end };
}

/** What comes from a feed is as the feed says. @throws Problem `conflict`. */
export function requireOwn({ calendarId }: CalendarEvent): void {
  if (calendarId !== undefined)
    throw new Problem("conflict", { detail: "This event comes from a feed, which alone changes it." });
}

/** Whether it is too late to come; a whole day is over when it is so everywhere. `now`: ms since the epoch. */
export const isOver = (event: CalendarEvent, now: number): boolean =>
  Math.max(reminderWindow(event).until, Date.parse(event.endsAt ?? event.startsAt)) < now;
