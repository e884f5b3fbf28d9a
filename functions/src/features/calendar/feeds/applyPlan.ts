import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import { toTimestamp } from "../../../platform/clock.js";
import type { AnyDraft } from "../../../realtime/index.js";
import type { FeedsDeps } from "./deps.js";
import type { SyncPlan } from "./planSync.js";
import type { ImportedEvent, StoredFeed } from "./schema.js";

/** Documents of one commit. */
const perCommit = 200;
/** Events of one commit. */
const eventsAtOnce = 25;

/**
 * Changes of one sync that streams get one by one. More would push all else out of the channel's history: then they get the
 * summary of the sync alone, and ask for the calendar again.
 */
export const streamedAtMost = 50;

interface Change {
  readonly event?: AnyDraft<typeof spaceChannel>;
  write(batch: WriteBatch): void;
}

type Planned = Omit<SyncPlan, "missing">;

interface Applying {
  /** Each commit fails where it is gone. */
  readonly feed?: StoredFeed;
  /** Ids of new events that users are told of. */
  readonly told?: ReadonlySet<string>;
}

/** Carries out a plan. What was done of it before is not in it any more: it may be interrupted anywhere and made anew. */
export async function applyPlan(
  deps: FeedsDeps,
  spaceId: string,
  plan: Planned,
  { feed, told = new Set() }: Applying = {},
): Promise<void> {
  const { store, publisher } = deps;
  const changes = changesOf(deps, plan, told);
  const streamed = changes.filter(({ event }) => event).length <= streamedAtMost;
  const size = streamed ? eventsAtOnce : perCommit;
  for (let at = 0; at < changes.length; at += size) {
    const part = changes.slice(at, at + size);
    const writes = (batch: WriteBatch): void => {
      if (feed) store.confirmFeed(batch, feed);
      for (const { write } of part) write(batch);
    };
    const events = streamed ? part.flatMap(({ event }) => event ?? []) : [];
    if (events.length === 0) await store.commit(writes);
    else await publisher.append({ channel: channelOf(spaceChannel, { spaceId }), events, writes });
  }
}

const deleted = ({ id, spaceId, createdBy: by }: ImportedEvent, deletedAt: string) =>
  ({ type: "calendar:event:deleted", by, data: { id, spaceId, deletedAt } }) as const;

function changesOf({ store, clock }: FeedsDeps, plan: Planned, told: ReadonlySet<string>): Change[] {
  const deletedAt = toTimestamp(clock.now());
  const deletion = (event: ImportedEvent) => (batch: WriteBatch) => store.deleteEvent(batch, event);
  return [
    ...plan.create.map((event) => ({
      event: {
        type: "calendar:event:created",
        by: event.createdBy,
        data: CalendarEvent.parse(event),
      } as const,
      write: (batch: WriteBatch) => store.putEvent(batch, event, !told.has(event.id)),
    })),
    ...plan.update.map((event) => ({
      event: {
        type: "calendar:event:updated",
        by: event.createdBy,
        data: CalendarEvent.parse(event),
      } as const,
      write: (batch: WriteBatch) => store.putEvent(batch, event, true),
    })),
    ...plan.remove.map((event) => ({ event: deleted(event, deletedAt), write: deletion(event) })),
    ...plan.forget.map((event) => ({ write: deletion(event) })),
  ];
}
