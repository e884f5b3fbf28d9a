import type { DatasourceSync } from "@firecast/contract/automation";
import type { FeedError } from "@firecast/contract/space/calendarFeeds";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import { toTimestamp } from "../../../platform/clock.js";
import { GrpcStatus, grpcCode } from "../../../platform/firestore/grpc.js";
import { sha256 } from "../../../platform/ids.js";
import { download, type Validators } from "../../../platform/outbound/download.js";
import { RequestFailed } from "../../../platform/outbound/requestFailed.js";
import type { FeedContent } from "../ics/readCalendar.js";
import { readInWorker } from "../ics/readInWorker.js";
import { applyPlan } from "./applyPlan.js";
import type { FeedsDeps } from "./deps.js";
import { announced, planSync } from "./planSync.js";
import { maxFeedBytes, maxOccurrences, needsRefresh, waitAfter, windowAt } from "./policy.js";
import type { StoredFeed } from "./schema.js";

/** What a look at a feed came to. `gone`: the feed was taken away meanwhile. */
export type SyncOutcome =
  | { readonly type: "unchanged" | "gone" }
  | { readonly type: "synced"; readonly created: number; readonly updated: number; readonly removed: number }
  | { readonly type: "failed"; readonly error: FeedError };

/** What was found at the feed's address. */
type Found =
  | { readonly type: "unchanged" }
  | { readonly type: "failed"; readonly error: FeedError }
  | (Validators & { readonly type: "content"; readonly hash: string; readonly content: FeedContent });

/**
 * Looks at a feed, and brings the calendar to where the feed is. One that has not changed costs one request and no write. Safe to
 * repeat, and to run twice at once.
 */
export async function syncFeed(deps: FeedsDeps, feed: StoredFeed): Promise<SyncOutcome> {
  try {
    const found = await look(deps, feed);
    switch (found.type) {
      case "failed":
        return await failed(deps, feed, found.error);
      case "unchanged":
        return await unchanged(deps, feed);
      case "content":
        return await synced(deps, feed, found);
    }
  } catch (error) {
    if (grpcCode(error) === GrpcStatus.notFound) return { type: "gone" };
    throw error;
  }
}

async function look({ clock, privateHosts: allowed }: FeedsDeps, feed: StoredFeed): Promise<Found> {
  const now = clock.now();
  const refresh = needsRefresh(feed, now);
  const { etag, lastModified } = feed;
  const options = { allowed, maxBytes: maxFeedBytes, accept: "text/calendar" };
  const validators = refresh ? {} : { etag, lastModified };
  try {
    const downloaded = await download(feed.url, { ...options, validators });
    if (downloaded.type === "unchanged") return downloaded;
    const hash = sha256(downloaded.bytes);
    if (hash === feed.hash && !refresh) return { type: "unchanged" };
    const reading = await readInWorker({ bytes: downloaded.bytes, window: windowAt(now), maxOccurrences });
    if (reading.type !== "read") return { type: "failed", error: reading.type };
    return { ...downloaded, type: "content", hash, content: reading };
  } catch (error) {
    if (error instanceof RequestFailed) return { type: "failed", error: error.reason };
    throw error;
  }
}

/** What was missing before is missing again. */
async function unchanged(deps: FeedsDeps, feed: StoredFeed): Promise<SyncOutcome> {
  const { store, clock } = deps;
  if (feed.missing.length === 0 && feed.failures === 0) return { type: "unchanged" };
  const missing = new Set(feed.missing);
  const stored = missing.size > 0 ? await store.imported(feed.spaceId, feed.id) : [];
  const begin = toTimestamp(windowAt(clock.now()).from);
  const remove = stored.filter(({ id, startsAt }) => missing.has(id) && startsAt >= begin);
  await applyPlan(deps, feed.spaceId, { create: [], update: [], remove, forget: [] }, { feed });
  const { error: _, waitUntil: __, ...healthy } = feed;
  const next: StoredFeed = { ...healthy, status: "synced", missing: [], failures: 0 };
  await saveAndTell(deps, { ...next, events: feed.events - remove.length }, remove.length);
  return remove.length === 0
    ? { type: "unchanged" }
    : { type: "synced", created: 0, updated: 0, removed: remove.length };
}

async function synced(
  deps: FeedsDeps,
  feed: StoredFeed,
  { content, hash, etag, lastModified }: Extract<Found, { type: "content" }>,
): Promise<SyncOutcome> {
  const { store, clock } = deps;
  const { id, spaceId, url, name, createdBy, createdAt } = feed;
  const now = clock.now();
  const stored = await store.imported(spaceId, id);
  const plan = planSync({ feed, stored, content, from: windowAt(now).from, now });
  await applyPlan(deps, spaceId, plan, { feed, told: announced(plan, stored, now) });
  const { length: removed } = plan.remove;
  const next: StoredFeed = {
    ...{ id, spaceId, url, name, createdBy, createdAt },
    status: "synced",
    lastSyncedAt: toTimestamp(now),
    events: stored.length + plan.create.length - removed - plan.forget.length,
    skipped: content.skipped,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    hash,
    missing: [...plan.missing],
    failures: 0,
  };
  const [{ length: created }, { length: updated }] = [plan.create, plan.update];
  await saveAndTell(deps, next, created + updated + removed);
  return { type: "synced", created, updated, removed };
}

async function failed(deps: FeedsDeps, feed: StoredFeed, error: FeedError): Promise<SyncOutcome> {
  const { store, clock } = deps;
  const failures = feed.failures + 1;
  const waitUntil = clock.now() + waitAfter(failures);
  const next: StoredFeed = { ...feed, status: "failing", error, failures, waitUntil };
  if (failures === 1) await saveAndTell(deps, next, 0);
  else await store.commit((batch) => store.updateFeed(batch, next));
  return { type: "failed", error };
}

/** The feed as it is now, and the event that says so, in one commit. */
async function saveAndTell(
  { store, publisher, clock }: FeedsDeps,
  feed: StoredFeed,
  changed: number,
): Promise<void> {
  const data: DatasourceSync = {
    sourceId: feed.id,
    sourceName: feed.name,
    status: feed.status === "failing" ? "error" : "completed",
    recordsProcessed: changed,
    totalRecords: feed.events,
    lastSync: feed.lastSyncedAt ?? null,
    timestamp: toTimestamp(clock.now()),
  };
  await publisher.append({
    channel: channelOf(spaceChannel, { spaceId: feed.spaceId }),
    events: [{ type: "automation:datasource_sync", data }],
    writes: (batch) => store.updateFeed(batch, feed),
  });
}
