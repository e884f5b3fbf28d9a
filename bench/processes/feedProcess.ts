import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import {
  DocumentReference,
  Query,
  WriteBatch,
} from "../../functions/node_modules/firebase-admin/lib/firestore/index.js";
import { feedsDeps } from "../../functions/src/features/calendar/feeds/deps.js";
import type { StoredFeed } from "../../functions/src/features/calendar/feeds/schema.js";
import { syncFeed } from "../../functions/src/features/calendar/feeds/syncFeed.js";
import { feedWork } from "../../functions/src/features/calendar/feeds/work.js";
import { jobs } from "../../functions/src/jobs/jobs.js";
import { jobsStore } from "../../functions/src/jobs/store.js";
import { connectFirebase } from "../../functions/src/platform/firebase.js";
import { randomIds } from "../../functions/src/platform/ids.js";
import { download } from "../../functions/src/platform/outbound/download.js";
import { readSettings } from "../../functions/src/platform/params.js";
import { commit } from "../../functions/src/platform/firestore/commit.js";
import { deadLetters } from "../../functions/src/platform/tasks/deadLetters.js";

/** A process that syncs feeds, for `bench/feeds.ts`; its streams go nowhere, and their writes are committed. */
export interface UnchangedRun {
  operations: number;
  counted: string;
  perFeedMs: number;
  perRequestMs: number;
}

export interface HostileSync {
  name: string;
  outcome: string;
  tookMs: number;
  cpuMs: number;
  mb: number;
  lagMs: number;
  /** Healthy feeds that were synced meanwhile. */
  others: number;
}

const settings = readSettings();
const firebase = connectFirebase(settings);
const { firestore } = firebase;
const clock = { now: () => Date.now() };
const nothing = () => undefined;
const log = { info: nothing, warn: nothing, error: nothing };
const publisher = {
  append: async ({ writes }: { writes?: (batch: WriteBatch, events: readonly never[]) => void }) => {
    if (writes) await commit(firestore, "an append", (batch) => writes(batch, []));
    return [];
  },
};
const deps = feedsDeps({
  firebase,
  spaces: { requireMember: () => Promise.reject(new Error("there are no members")) },
  publisher,
  limits: { take: () => Promise.resolve() },
  wakeUps: { add: nothing, announce: () => Promise.resolve() },
  settings,
  clock,
  random: Math.random,
  log,
});

const aFeed = (spaceId: string, url: string, values: Partial<StoredFeed> = {}): StoredFeed => ({
  ...{ id: "feed", spaceId, url, name: "Bench", createdBy: "olga", createdAt: new Date().toISOString() },
  ...{ status: "pending", events: 0, skipped: 0, missing: [], failures: 0, ...values },
});

async function addFeeds(feeds: readonly StoredFeed[]): Promise<void> {
  for (let at = 0; at < feeds.length; at += 250) {
    await commit(firestore, "feeds", (batch) => {
      for (const feed of feeds.slice(at, at + 250)) deps.store.createFeed(batch, feed);
    });
  }
}

/** Counts documents that are read and written, as Firestore bills them. */
function countOperations() {
  const counts = { reads: 0, writes: 0 };
  const { get } = Query.prototype;
  Query.prototype.get = async function (this: Query) {
    const found = await get.call(this);
    counts.reads += Math.max(1, found.size);
    return found;
  };
  const { get: getOne } = DocumentReference.prototype;
  DocumentReference.prototype.get = function (this: DocumentReference) {
    counts.reads++;
    return getOne.call(this);
  };
  for (const name of ["create", "set", "update", "delete"] as const) {
    const original: unknown = Reflect.get(WriteBatch.prototype, name);
    if (typeof original !== "function") throw new Error(`There is no ${name}.`);
    Reflect.set(WriteBatch.prototype, name, function (this: WriteBatch, ...args: unknown[]): unknown {
      counts.writes++;
      const result: unknown = Reflect.apply(original, this, args);
      return result;
    });
  }
  return counts;
}

async function unchanged(host: string, count: number): Promise<UnchangedRun> {
  const url = `http://${host}/unchanged`;
  const lastSyncedAt = new Date().toISOString();
  const read = { status: "synced", etag: '"1"', lastSyncedAt } as const;
  await addFeeds(Array.from({ length: count }, (_, n) => aFeed(`unchanged-${n}`, url, read)));
  const options = {
    allowed: settings.privateHosts,
    maxBytes: 1000,
    accept: "text/calendar",
    validators: read,
  };
  const requestsAt = performance.now();
  const requests = Array.from({ length: count }, () => () => download(url, options)).values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const request of requests) await request();
    }),
  );
  const perRequestMs = (performance.now() - requestsAt) / count;

  const runner = jobs({
    store: jobsStore(firestore, log, clock.now),
    publisher,
    failures: { deadLetters: deadLetters(firestore, clock), teller: undefined },
    continueLater: () => Promise.resolve(),
    works: [feedWork(deps)],
    clock,
    ids: randomIds,
    log,
  });
  const operations = countOperations();
  const begun = performance.now();
  const { outcome, counts } = await runner.scheduled("sync-events", clock.now());
  const perFeedMs = (performance.now() - begun) / count;
  if (outcome !== "completed" || counts["unchanged"] !== count) throw new Error(JSON.stringify(counts));
  const { reads, writes } = operations;
  const counted = `${reads} documents read, ${writes} written, run and lease included`;
  return { operations: (reads + writes) / count, counted, perFeedMs, perRequestMs };
}

async function hostile(host: string, name: string): Promise<HostileSync> {
  const id = randomIds.next();
  const feeds = ["healthy-1", "healthy-2", "hostile", "healthy-3", "healthy-4"].map((kind) =>
    aFeed(
      `${id}-${kind}`,
      `http://${host}/${kind === "hostile" ? `hostile/${encodeURIComponent(name)}` : kind}`,
    ),
  );
  await addFeeds(feeds);
  const seen = await Promise.all(feeds.map(({ spaceId }) => deps.store.feed(spaceId, "feed")));
  globalThis.gc?.();
  await pause(300);
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  let tookMs = 0;
  const outcomes = await Promise.all(
    seen.map(async (feed, index) => {
      const outcome = feed && (await syncFeed(deps, feed));
      if (index === 2) tookMs = performance.now() - begun;
      return outcome;
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(sampling);
  const [bad] = outcomes.splice(2, 1);
  return {
    name,
    outcome: bad?.type === "failed" ? bad.error : String(bad?.type),
    tookMs,
    cpuMs: (user + system) / 1000,
    mb: (most - before) / 1e6,
    lagMs: delay.percentile(99) / 1e6,
    others: outcomes.filter((outcome) => outcome?.type === "synced").length,
  };
}

interface Question {
  type: "unchanged" | "hostile";
  host: string;
  count: number;
  name: string;
}

process.on("message", ({ type, host, count, name }: Question) => {
  const answer = type === "unchanged" ? unchanged(host, count) : hostile(host, name);
  answer.then(
    (found) => process.send?.({ answer: found }),
    (error: unknown) => process.send?.({ failure: String(error) }),
  );
});
process.once("disconnect", () => process.exit());
