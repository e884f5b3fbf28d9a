import type { WriteBatch } from "firebase-admin/firestore";
import type { CalendarEvent, ChangeEvent } from "@firecast/contract/space/calendar";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { once } from "../../platform/concurrency/once.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { notFound } from "../../platform/problems.js";
import { changed, requireManager, requireOwn } from "./decide.js";
import type { CalendarDeps } from "./deps.js";

interface Target<Result> extends Call<Result> {
  readonly spaceId: string;
  readonly eventId: string;
}

/** A change of an event; no event follows where everything is so already. */
export async function changeEvent(
  deps: CalendarDeps,
  { change, ...target }: Target<CalendarEvent> & { readonly change: ChangeEvent },
): Promise<CalendarEvent> {
  const { store, publisher, clock } = deps;
  const { user, spaceId, request } = target;
  return managing(deps, target, async (seen) => {
    const next = changed(seen.value, change, { by: user.uid, at: toTimestamp(clock.now()) });
    const event = next ?? seen.value;
    const writes = (batch: WriteBatch): void => {
      if (next) store.updateEvent(batch, seen, next);
      request?.record(batch, event);
    };
    if (next) {
      const channel = channelOf(spaceChannel, { spaceId });
      const events = [{ type: "calendar:event:updated", by: user.uid, data: next }] as const;
      await publisher.append({ channel, events, writes, request });
    } else if (request) await store.commit(writes);
    return event;
  });
}

/** Withdraws an event. Its answers go once those who gave them have been told. */
export async function deleteEvent(deps: CalendarDeps, target: Target<void>): Promise<void> {
  const { store, publisher, clock } = deps;
  const { user, spaceId, eventId, request } = target;
  await managing(deps, target, async (seen) => {
    const data = { id: eventId, spaceId, deletedAt: toTimestamp(clock.now()) };
    await publisher.append({
      channel: channelOf(spaceChannel, { spaceId }),
      events: [{ type: "calendar:event:deleted", by: user.uid, data }],
      writes: (batch) => {
        store.deleteEvent(batch, seen);
        request?.record(batch, undefined);
      },
      request,
    });
  });
}

/** Reads the event, checks that the user manages it, and acts on it while it is as it was read. */
async function managing<Result>(
  { store, spaces, limits }: CalendarDeps,
  { user, spaceId, eventId, request }: Target<Result>,
  act: (seen: Versioned<CalendarEvent>) => Promise<Result>,
): Promise<Result> {
  const count = once(() => limits.take(user.uid, channelOf(spaceChannel, { spaceId })));
  return retryOnConflict(request, async () => {
    const member = await spaces.requireMember(user.uid, spaceId);
    const seen = await store.versionedEvent(spaceId, eventId);
    if (!seen) throw notFound();
    requireManager(member, seen.value);
    requireOwn(seen.value);
    await count();
    return act(seen);
  });
}
