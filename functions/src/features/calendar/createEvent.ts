import type { CalendarEvent, CreateEvent } from "@firecast/contract/calendar";
import { channelOf } from "@firecast/contract/channel";
import { membersChannel } from "@firecast/contract/spaces";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import type { CalendarDeps } from "./deps.js";

interface NewEvent extends Call<CalendarEvent> {
  readonly spaceId: string;
  readonly draft: CreateEvent;
}

/** The calendar has no channel of its own: its writes draw on the bucket of the space. */
export async function createEvent(
  { store, spaces, limits, clock, ids }: CalendarDeps,
  { user, spaceId, draft, request }: NewEvent,
): Promise<CalendarEvent> {
  await limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  await spaces.requireMember(user.uid, spaceId);
  const createdAt = toTimestamp(clock.now());
  const event = { id: ids.next(), spaceId, ...draft, createdBy: user.uid, createdAt };
  await store.commit((batch) => {
    store.createEvent(batch, event);
    request?.record(batch, event);
  });
  return event;
}
