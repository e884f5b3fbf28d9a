import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import type { FeedError } from "@firecast/contract/space/calendarFeeds";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import { toTimestamp } from "../../../platform/clock.js";
import { isConflict } from "../../../platform/firestore/grpc.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { applyPlan } from "./applyPlan.js";
import type { FeedsDeps } from "./deps.js";
import { type Found, lookAtFeed } from "./lookAtFeed.js";
import { announced, planSync, type SyncPlan } from "./planSync.js";
import { waitAfter, windowAt } from "./policy.js";
import type { StoredFeed } from "./schema.js";
import { syncEvent } from "./syncEvent.js";

/** What a look at a feed came to. `overtaken`: another sync was faster, or the feed was taken away meanwhile. */
export type SyncOutcome =
  | { readonly type: "unchanged" | "overtaken" }
  | { readonly type: "synced"; readonly created: number; readonly updated: number; readonly removed: number }
  | { readonly type: "failed"; readonly error: FeedError };

/**
 * Looks at a feed, and brings the calendar to where the feed is. One that has not changed costs one request and no write. Safe
 * to repeat, and to run twice at once: every write rests on the versions of the feed and of its events as they were read.
 */
export async function syncFeed(deps: FeedsDeps, seen: Versioned<StoredFeed>): Promise<SyncOutcome> {
  const { clock, privateHosts: allowed } = deps;
  const found = await lookAtFeed({ feed: seen.value, allowed, now: clock.now() });
  try {
    switch (found.type) {
      case "failed":
        return await failed(deps, seen, found.error);
      case "unchanged":
        return await unchanged(deps, seen);
      case "content":
        return await changed(deps, seen, found);
    }
  } catch (error) {
    if (isConflict(error)) return { type: "overtaken" };
    throw error;
  }
}

/** What was missing before is missing again. */
async function unchanged(deps: FeedsDeps, seen: Versioned<StoredFeed>): Promise<SyncOutcome> {
  const { store, clock } = deps;
  const { value: feed } = seen;
  if (feed.missing.length === 0 && feed.failures === 0) return { type: "unchanged" };
  const missing = new Set(feed.missing);
  const stored = missing.size > 0 ? await store.imported(feed.spaceId, feed.id) : [];
  const begin = toTimestamp(windowAt(clock.now()).from);
  const remove = stored.filter(({ value: { id, startsAt } }) => missing.has(id) && startsAt >= begin);
  const { error: _, waitUntil: __, ...healthy } = feed;
  const events = feed.events - remove.length;
  const next: StoredFeed = { ...healthy, status: "synced", missing: [], failures: 0, events };
  const outcome = await carryOut(deps, seen, next, { create: [], update: [], remove, forget: [] });
  return remove.length === 0 ? { type: "unchanged" } : outcome;
}

async function changed(
  deps: FeedsDeps,
  seen: Versioned<StoredFeed>,
  { content, hash, etag, lastModified }: Extract<Found, { type: "content" }>,
): Promise<SyncOutcome> {
  const { store, clock } = deps;
  const { id, spaceId, url, name, createdBy, createdAt } = seen.value;
  const now = clock.now();
  const stored = await store.imported(spaceId, id);
  const plan = planSync({ feed: seen.value, stored, content, from: windowAt(now).from, now });
  const next: StoredFeed = {
    ...{ id, spaceId, url, name, createdBy, createdAt },
    status: "synced",
    lastSyncedAt: toTimestamp(now),
    events: stored.length + plan.create.length - plan.remove.length - plan.forget.length,
    skipped: content.skipped,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    hash,
    missing: [...plan.missing],
    failures: 0,
  };
  return carryOut(deps, seen, next, plan, announced(plan, stored, now));
}

/** Makes the changes, and leaves the feed as `next` with the last of them. */
async function carryOut(
  deps: FeedsDeps,
  seen: Versioned<StoredFeed>,
  next: StoredFeed,
  plan: Omit<SyncPlan, "missing">,
  told?: ReadonlySet<string>,
): Promise<SyncOutcome> {
  const { store, clock } = deps;
  const { lastSyncedAt } = seen.value;
  const [created, updated, removed] = [plan.create.length, plan.update.length, plan.remove.length];
  await applyPlan(deps, {
    spaceId: next.spaceId,
    plan,
    ...(told && { told }),
    guard: (batch) => store.confirmFeed(batch, seen),
    progress: (recordsProcessed) =>
      syncEvent({ ...next, lastSyncedAt }, { status: "syncing", recordsProcessed }, clock.now()),
    end: {
      event: syncEvent(
        next,
        { status: "completed", recordsProcessed: created + updated + removed },
        clock.now(),
      ),
      write: (batch) => store.updateFeed(batch, seen, next),
    },
  });
  return { type: "synced", created, updated, removed };
}

/** Streams hear of the first failure of several in a row. */
async function failed(deps: FeedsDeps, seen: Versioned<StoredFeed>, error: FeedError): Promise<SyncOutcome> {
  const { store, publisher, clock } = deps;
  const { value: feed } = seen;
  const failures = feed.failures + 1;
  const waitUntil = clock.now() + waitAfter(failures);
  const next: StoredFeed = { ...feed, status: "failing", error, failures, waitUntil };
  const write = (batch: WriteBatch): void => store.updateFeed(batch, seen, next);
  if (failures > 1) await store.commit(write);
  else {
    const event = syncEvent(next, { status: "error", recordsProcessed: 0 }, clock.now());
    await publisher.append({
      channel: channelOf(spaceChannel, { spaceId: feed.spaceId }),
      events: [event],
      writes: write,
    });
  }
  return { type: "failed", error };
}
