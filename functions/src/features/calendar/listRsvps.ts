import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import type { ListRsvps, RsvpPage } from "@firecast/contract/space/calendar";
import type { User } from "../../platform/auth/user.js";
import { listCursor, pageOf } from "../../platform/firestore/listCursor.js";
import { notFound } from "../../platform/problems.js";
import type { CalendarDeps } from "./deps.js";

const rsvpCursor = listCursor(z.tuple([Segment]));

interface List {
  readonly user: User;
  readonly spaceId: string;
  readonly eventId: string;
  readonly query: ListRsvps;
}

/** Answers to an event. @throws Problem `not_found` */
export async function listRsvps(
  { store, spaces }: CalendarDeps,
  { user, spaceId, eventId, query: { cursor, limit } }: List,
): Promise<RsvpPage> {
  const [after] = cursor === undefined ? [] : rsvpCursor.parse(cursor);
  await spaces.requireMember(user.uid, spaceId);
  if (!(await store.event(spaceId, eventId))) throw notFound();
  return pageOf(
    await store.rsvps(spaceId, eventId, after, limit),
    limit,
    ({ rsvp }) => rsvp,
    ({ uid }) => rsvpCursor.encode([uid]),
  );
}
