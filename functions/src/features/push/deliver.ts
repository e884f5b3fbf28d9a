import { setTimeout as delay } from "node:timers/promises";
import { seconds, toTimestamp } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { type Acquired, acquireDelivery, dropDelivery, nothingToDo } from "./acquireDelivery.js";
import type { PushDeps } from "./deps.js";
import { type DeviceRecord, isDealtWith, type StoredDelivery } from "./schema.js";
import { type Attempt, sendToDevices } from "./sendToDevices.js";
import { pushAt } from "./wakeUps.js";

interface Deliver {
  uid: string;
  /** The notification's id. */
  id: string;
  /** The row may have come back as new: then it is pushed once more. */
  isBack?: boolean;
  /** The user has got a device: what was dropped for want of one is decided anew. */
  hasDevice?: boolean;
}

/**
 * Pushes a notification to its user's devices, as their preferences allow.
 *
 * Runs at least once, late, or many times at once. Safe to repeat: the decision is stored once, one run at a time sends,
 * and a device that has its record is skipped. Only a crash between sending and recording, or a message that FCM took but
 * did not answer, is sent twice: then the second replaces the first on the device, as both collapse.
 */
export async function deliver(deps: PushDeps, { uid, id, ...news }: Deliver): Promise<void> {
  const acquired = await acquireDelivery(deps, uid, id, news);
  if (!acquired) return;
  const looked = await lookFor(deps, uid, acquired);
  if (looked === "seen") return dropDelivery(deps, uid, id);
  const { owned: _, ...unread } = acquired;
  // A device that was signed out while we waited gets nothing.
  const sends = await sendToDevices(deps, uid, looked === "away" ? acquired : unread);
  const attempts = await recordAll(deps, uid, acquired.delivery, sends);
  const outcomes = attempts.map(({ deviceId, record: { outcome } }) => `${deviceId} ${outcome}`);
  deps.log.info("push.attempted", { uid, notificationId: id, outcomes });
}

/** A user who looks at the inbox needs no push. Where that is unknown, a push does less harm than none. */
async function lookFor(deps: PushDeps, uid: string, { item }: Acquired): Promise<"away" | "unseen" | "seen"> {
  if (!item) return "away";
  try {
    const watching = await within(presenceKnownWithin, "look at presence", deps.isWatching(uid));
    if (!watching) return "away";
    return (await isSeenInTime(deps, uid, item.id)) ? "seen" : "unseen";
  } catch (error) {
    deps.log.error("push.presence.unknown", error, { uid });
    return "unseen";
  }
}

/** Resolves as soon as the user has dealt with the row, or it is gone; false when the time is up, or where it cannot be read. */
const isSeenInTime = ({ inbox, seenGraceMs, clock }: PushDeps, uid: string, id: string): Promise<boolean> =>
  new Promise((resolve) => {
    const answer = (isSeen: boolean): void => {
      clearTimeout(timer);
      stop();
      resolve(isSeen);
    };
    const stop = inbox.watchRow(
      uid,
      id,
      (row) => {
        if (!row || isDealtWith(row, clock.now())) answer(true);
      },
      () => answer(false),
    );
    const timer = setTimeout(() => answer(false), seenGraceMs);
  });

/** One write, unless a device takes long: what the others got is written down before that. */
async function recordAll(
  deps: PushDeps,
  uid: string,
  { id, rowVersion }: StoredDelivery,
  sends: readonly Promise<Attempt>[],
): Promise<Attempt[]> {
  const early = await settledWithin(recordedWithin, sends);
  if (early.length > 0 && early.length < sends.length) {
    await record(deps, uid, id, early, { rowVersion, isLast: false }).catch((error: unknown) => {
      // The last record has these too.
      deps.log.error("push.not_recorded", error, { uid, notificationId: id });
    });
  }
  const attempts = await Promise.all(sends);
  await record(deps, uid, id, attempts, { rowVersion, isLast: true });
  return attempts;
}

/** `isLast`: no attempt is left, and the lease ends. */
async function record(
  { store, wakeUps }: PushDeps,
  uid: string,
  id: string,
  attempts: readonly Attempt[],
  { rowVersion, isLast }: { rowVersion: number | undefined; isLast: boolean },
): Promise<void> {
  const wakeUp = await retryOnConflict(undefined, async () => {
    const seen = await store.delivery(uid, id);
    // The row has come back meanwhile: these attempts were of the push before.
    if (!seen || seen.value.rowVersion !== rowVersion) return undefined;
    const devices = joined(seen.value, attempts);
    if (!isLast) {
      await store.commit((batch) => store.updateDelivery(batch, uid, seen, { devices }));
      return undefined;
    }
    const retryAt = firstRetry(devices);
    const next = retryAt === undefined ? undefined : pushAt(uid, id, retryAt);
    await store.commit((batch) => {
      const later = next && { retryAt: toTimestamp(next.dueAt) };
      store.updateDelivery(batch, uid, seen, { ...nothingToDo, devices, ...later });
      if (next) wakeUps.add(batch, next);
    });
    return next;
  });
  if (wakeUp) await wakeUps.announce(wakeUp);
}

const presenceKnownWithin = seconds(2);
const recordedWithin = seconds(1);

/** Those that are settled by then, or all. */
async function settledWithin<T>(ms: number, works: readonly Promise<T>[]): Promise<T[]> {
  const settled: T[] = [];
  const all = Promise.all(works.map(async (work) => settled.push(await work)));
  await Promise.race([all, delay(ms, undefined, { ref: false })]);
  return [...settled];
}

/** Each device has its own time; the next wake-up is for the first of them. */
function firstRetry(devices: StoredDelivery["devices"]): number | undefined {
  const times = Object.values(devices).flatMap(({ outcome, retryAt }) =>
    outcome === "retrying" && retryAt !== undefined ? Date.parse(retryAt) : [],
  );
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** What was sent stays sent, whatever another run made of it. */
function joined({ devices }: StoredDelivery, attempts: readonly Attempt[]): Record<string, DeviceRecord> {
  const news = attempts
    .filter(({ deviceId }) => devices[deviceId]?.outcome !== "sent")
    .map(({ deviceId, record }) => [deviceId, record] as const);
  return { ...devices, ...Object.fromEntries(news) };
}
