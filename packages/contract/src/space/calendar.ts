import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { title } from "../core/text.js";

export const CalendarEvent = z.object({
  id: Segment,
  spaceId: Segment,
  title: z.string(),
  startsAt: Timestamp,
  /** Of a feed's event of whole days: the midnight UTC after the last of them. */
  endsAt: Timestamp.optional(),
  allDay: z.boolean(),
  /** The organizer. */
  createdBy: Segment,
  createdAt: Timestamp,
  /** Who changed it last, and when. */
  updatedBy: Segment.optional(),
  updatedAt: Timestamp.optional(),
  /** The external feed that it comes from, and that alone changes it. */
  calendarId: Segment.optional(),
});

/** An event that was withdrawn. */
export const CalendarEventDeleted = z.object({ id: Segment, spaceId: Segment, deletedAt: Timestamp });

/** Callers give a time in their own zone; everything else speaks UTC. */
const Time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .pipe(Timestamp);

export const CreateEvent = z
  .strictObject({
    title: title(200),
    startsAt: Time,
    endsAt: Time.optional(),
    allDay: z.boolean().default(false),
  })
  .refine(({ startsAt, endsAt }) => endsAt === undefined || endsAt >= startsAt, {
    error: "must not be before startsAt",
    path: ["endsAt"],
  });

/** `endsAt: null` takes the end away. The event that comes of it must not end before it starts. */
export const ChangeEvent = z
  .strictObject({
    title: title(200).optional(),
    startsAt: Time.optional(),
    endsAt: Time.nullable().optional(),
    allDay: z.boolean().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: "give what is to be different",
  });

/** In order of their start, from `from` on; without it, from now. */
export const ListEvents = z.object({
  from: Time.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(3000).optional(),
});

export const EventPage = z.object({
  items: z.array(CalendarEvent),
  /** Null at the end. */
  nextCursor: z.string().nullable(),
});

export const RsvpStatus = z.enum(["yes", "no", "maybe"]);
export const SetRsvp = z.strictObject({ status: RsvpStatus });
export const Rsvp = z.object({ uid: Segment, eventId: Segment, status: RsvpStatus, at: Timestamp });

/** In the order of the users' ids. */
export const ListRsvps = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});

export const RsvpPage = z.object({ items: z.array(Rsvp), nextCursor: z.string().nullable() });

export type CalendarEvent = z.infer<typeof CalendarEvent>;
export type CreateEvent = z.infer<typeof CreateEvent>;
export type ChangeEvent = z.infer<typeof ChangeEvent>;
export type ListEvents = z.infer<typeof ListEvents>;
export type EventPage = z.infer<typeof EventPage>;
export type RsvpStatus = z.infer<typeof RsvpStatus>;
export type Rsvp = z.infer<typeof Rsvp>;
export type ListRsvps = z.infer<typeof ListRsvps>;
export type RsvpPage = z.infer<typeof RsvpPage>;
