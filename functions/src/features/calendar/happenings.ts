import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import type { Written } from "../../platform/firestore/trigger.js";
import { type Happening, happeningKind } from "../../platform/happenings/happening.js";
import type { Listener, Lookup } from "../../platform/happenings/listener.js";
import { derivedId } from "../../platform/ids.js";
import { parseWritten } from "../../platform/notices/readWritten.js";
import type { CalendarStore } from "./store.js";

export const eventStarting = happeningKind({
  name: "event_starting",
  summary: "An event of the space's calendar starts, or will in `minutesBefore`.",
  facts: z.object({ "event.id": Segment, "event.title": z.string(), "event.startsAt": Timestamp }),
  example: { "event.id": "e1", "event.title": "Board meeting", "event.startsAt": "2027-03-01T18:00:00.000Z" },
  isForeseen: true,
});

const starting = ({ id, spaceId, title, startsAt }: CalendarEvent, depth: number): Happening => ({
  kind: eventStarting.name,
  // An event that is moved starts again.
  id: derivedId(eventStarting.name, spaceId, id, startsAt),
  spaceId,
  at: startsAt,
  about: id,
  depth,
  facts: { "event.id": id, "event.title": title, "event.startsAt": startsAt },
});

/** Tells when an event will start, where it is new or was moved. Safe to repeat. */
export async function noteEvent(
  listener: Pick<Listener, "foreseen">,
  { data, params }: Written<{ spaceId: string; eventId: string }>,
): Promise<void> {
  const { spaceId, eventId } = params;
  const after = parseWritten(CalendarEvent, data?.after, { id: eventId, spaceId });
  const before = parseWritten(CalendarEvent, data?.before, { id: eventId, spaceId });
  if (!after || after.startsAt === before?.startsAt) return;
  await listener.foreseen(eventStarting.name, spaceId, Date.parse(after.startsAt));
}

export const eventsStarting = (store: Pick<CalendarStore, "startingBetween">): Lookup => ({
  kind: eventStarting.name,
  between: async (spaceId, span) =>
    (await store.startingBetween(spaceId, span)).map(({ event, depth }) => starting(event, depth)),
});
