import type { WriteBatch } from "firebase-admin/firestore";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import type { spaceChannel } from "@firecast/contract/space/spaceChannel";
import { toTimestamp } from "../../../platform/clock.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import type { AnyDraft } from "../../../realtime/index.js";
import type { FeedsDeps } from "./deps.js";
import type { SyncPlan } from "./planSync.js";
import type { ImportedEvent } from "./schema.js";

/** A write, and the event that streams get of it. */
export interface Change {
  readonly event?: AnyDraft<typeof spaceChannel>;
  write(batch: WriteBatch): void;
}

/** What a plan comes to, in the order in which it is done. */
export function changesOf(
  { store, clock }: Pick<FeedsDeps, "store" | "clock">,
  plan: Omit<SyncPlan, "missing">,
  told: ReadonlySet<string>,
): Change[] {
  const deletedAt = toTimestamp(clock.now());
  const deletion = (seen: Versioned<ImportedEvent>) => (batch: WriteBatch) => store.deleteEvent(batch, seen);
  return [
    ...plan.create.map((event) => ({
      event: written("calendar:event:created", event),
      write: (batch: WriteBatch) => store.createEvent(batch, event, { announced: told.has(event.id) }),
    })),
    ...plan.update.map(({ seen, event }) => ({
      event: written("calendar:event:updated", event),
      write: (batch: WriteBatch) => store.updateEvent(batch, seen, event),
    })),
    ...plan.remove.map((seen) => ({ event: deleted(seen.value, deletedAt), write: deletion(seen) })),
    ...plan.forget.map((seen) => ({ write: deletion(seen) })),
  ];
}

const written = <Type extends string>(type: Type, event: ImportedEvent) => ({
  type,
  by: event.createdBy,
  data: CalendarEvent.parse(event),
});

const deleted = ({ id, spaceId, createdBy: by }: ImportedEvent, deletedAt: string) =>
  ({ type: "calendar:event:deleted", by, data: { id, spaceId, deletedAt } }) as const;
