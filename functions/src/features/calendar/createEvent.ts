import type { CalendarEvent, CreateEvent } from "@firecast/contract/space/calendar";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { User } from "../../platform/auth/user.js";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import type { CalendarDeps } from "./deps.js";

interface NewEvent extends Call<CalendarEvent, Pick<User, "uid">> {
  readonly spaceId: string;
  readonly draft: CreateEvent;
  /** Of what an automation puts there: how many rules lie between it and a user. */
  readonly depth?: number | undefined;
}

/** Every member puts events into the calendar; those who listen to the space hear of it. */
export async function createEvent(
  { store, spaces, publisher, limits, clock, ids }: CalendarDeps,
  { user, spaceId, draft, request, depth }: NewEvent,
): Promise<CalendarEvent> {
  const channel = channelOf(spaceChannel, { spaceId });
  await spaces.requireMember(user.uid, spaceId);
  await limits.take(user.uid, channel);
  const createdAt = toTimestamp(clock.now());
  const event = { id: ids.next(), spaceId, ...draft, createdBy: user.uid, createdAt };
  await publisher.append({
    channel,
    events: [{ type: "calendar:event:created", by: user.uid, data: event }],
    writes: (batch) => {
      store.createEvent(batch, event, depth);
      request?.record(batch, event);
    },
    request,
  });
  return event;
}
