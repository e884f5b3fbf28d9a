import type { Rsvp, RsvpStatus } from "@firecast/contract/space/calendar";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import { membersChannel } from "@firecast/contract/space/spaces";
import type { WriteBatch } from "firebase-admin/firestore";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { notFound } from "../../platform/problems.js";
import type { CalendarDeps } from "./deps.js";

interface SetRsvp extends Call<Rsvp> {
  readonly spaceId: string;
  readonly eventId: string;
  readonly status: RsvpStatus;
}

/** Giving the same answer again changes nothing, not even its time. */
export async function setRsvp(
  { store, spaces, limits, publisher, clock }: CalendarDeps,
  { user, spaceId, eventId, status, request }: SetRsvp,
): Promise<Rsvp> {
  await limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  return retryOnConflict(request, async () => {
    await spaces.requireMember(user.uid, spaceId);
    const { event, rsvp: seen } = await store.answering(spaceId, eventId, user.uid);
    if (!event) throw notFound();
    const same = seen?.value.status === status;
    const rsvp = same ? seen.value : { uid: user.uid, eventId, status, at: toTimestamp(clock.now()) };
    const writes = (batch: WriteBatch): void => {
      if (!same) store.putRsvp(batch, spaceId, seen, rsvp);
      request?.record(batch, rsvp);
    };
    if (!same) {
      const channel = channelOf(spaceChannel, { spaceId });
      const events = [{ type: "calendar:rsvp:updated", by: user.uid, data: rsvp }] as const;
      await publisher.append({ channel, events, writes, request });
    } else if (request) await store.commit(writes);
    return rsvp;
  });
}
