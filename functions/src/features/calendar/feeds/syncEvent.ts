import type { DatasourceSync } from "@firecast/contract/automation";
import { toTimestamp } from "../../../platform/clock.js";
import type { StoredFeed } from "./schema.js";

type Told = Pick<StoredFeed, "id" | "name" | "events" | "lastSyncedAt">;
type Progress = Pick<DatasourceSync, "status" | "recordsProcessed">;

/** Tells the space's streams of a sync: changes made so far, and the events that the feed has in the calendar after it. */
export function syncEvent({ id, name, events, lastSyncedAt }: Told, progress: Progress, now: number) {
  const data: DatasourceSync = {
    sourceId: id,
    sourceName: name,
    ...progress,
    totalRecords: events,
    lastSync: lastSyncedAt ?? null,
    timestamp: toTimestamp(now),
  };
  return { type: "automation:datasource_sync", data } as const;
}
