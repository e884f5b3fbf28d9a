import { z } from "zod";
import type { CalendarEvent, EventPage, ListEvents } from "@firecast/contract/space/calendar";
import { wellFormedText } from "@firecast/contract/core/text";
import type { User } from "../../platform/auth/user.js";
import { toTimestamp } from "../../platform/clock.js";
import { listCursor, pageOf } from "../../platform/firestore/listCursor.js";
import { notFound } from "../../platform/problems.js";
import type { CalendarDeps } from "./deps.js";

/**
 * Where a page of events ended: start and id, as events may start at the same time. Not only our own ids: the last event of
 * a page may be another backend's. What Firestore would refuse as an id is refused here.
 */
export const eventCursor = listCursor(
  z.tuple([wellFormedText(), wellFormedText().regex(/^(?!__.*__$|\.{1,2}$)[^/]{1,1500}$/)]),
);

interface List {
  readonly user: User;
  readonly spaceId: string;
  readonly query: ListEvents;
}

/** Events by their start, from now or from a given time on. */
export async function listEvents(
  { store, spaces, clock }: CalendarDeps,
  { user, spaceId, query: { from = toTimestamp(clock.now()), cursor, limit } }: List,
): Promise<EventPage> {
  const after = cursor === undefined ? undefined : eventCursor.parse(cursor);
  await spaces.requireMember(user.uid, spaceId);
  return pageOf(
    await store.page(spaceId, from, after, limit),
    limit,
    ({ event }) => event,
    ({ position }) => eventCursor.encode(position),
  );
}

interface Read {
  readonly user: User;
  readonly spaceId: string;
  readonly eventId: string;
}

/** @throws Problem `not_found` */
export async function readEvent(
  { store, spaces }: CalendarDeps,
  { user, spaceId, eventId }: Read,
): Promise<CalendarEvent> {
  await spaces.requireMember(user.uid, spaceId);
  const event = await store.event(spaceId, eventId);
  if (!event) throw notFound();
  return event;
}
