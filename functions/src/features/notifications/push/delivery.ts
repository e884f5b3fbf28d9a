import { setTimeout as delay } from "node:timers/promises";
import { seconds, toTimestamp } from "../../../platform/clock.js";
import { within } from "../../../platform/firestore/grpc.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { Parts } from "./parts.js";
import type { DeviceRecord, StoredDelivery } from "./schema.js";
import { type Attempt, sending } from "./sending.js";
import { nothingToDo, type Taken, taking } from "./taking.js";
import { pushAt } from "./wakeUps.js";

/**
 * Pushes a notification to its user's devices, as their preferences allow.
 *
 * Runs at least once, late, or many times at once. Safe to repeat: the decision is stored once, one run at a time sends,
 * and a device that has its record is skipped. Only a crash between sending and recording, or a message that FCM took but
 * did not answer, is sent twice: then the second replaces the first on the device, as both collapse.
 */
export function delivering(parts: Parts) {
  const { store, wakeUps, isWatching, seenGraceMs, log } = parts;
  const { take, drop } = taking(parts);
  const sendToDevices = sending(parts);

  /** Whoever looks at the inbox needs no push. Where that is unknown, a push does less harm than none. */
  const lookFor = async (uid: string, { item }: Taken): Promise<"away" | "unseen" | "seen"> => {
    if (!item) return "away";
    try {
      const watching = await within(presenceKnownWithin, "look at presence", isWatching(uid));
      if (!watching) return "away";
      return (await store.dealtWithWithin(uid, item.id, seenGraceMs)) ? "seen" : "unseen";
    } catch (error) {
      log.error("push.presence.unknown", error, { uid });
      return "unseen";
    }
  };

  /** `isLast`: the others still have the lease. */
  const record = async (
    uid: string,
    id: string,
    attempts: readonly Attempt[],
    { rowVersion, isLast }: { rowVersion: number | undefined; isLast: boolean },
  ): Promise<void> => {
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
  };

  /** One write, unless a device takes long: what the others got is written down before that. */
  const recordAll = async (
    uid: string,
    { id, rowVersion }: StoredDelivery,
    sends: readonly Promise<Attempt>[],
  ): Promise<Attempt[]> => {
    const early = await settledWithin(recordedWithin, sends);
    if (early.length > 0 && early.length < sends.length) {
      await record(uid, id, early, { rowVersion, isLast: false }).catch((error: unknown) => {
        log.error("push.not_recorded", error, { uid, notificationId: id }); // the last record has these too
      });
    }
    const attempts = await Promise.all(sends);
    await record(uid, id, attempts, { rowVersion, isLast: true });
    return attempts;
  };

  return async (uid: string, notificationId: string, isBack = false): Promise<void> => {
    const taken = await take(uid, notificationId, isBack);
    if (!taken) return;
    const looked = await lookFor(uid, taken);
    if (looked === "seen") return drop(uid, notificationId);
    const { owned: _, ...unread } = taken;
    // Whoever signed out while we waited gets nothing.
    const sends = await sendToDevices(uid, looked === "away" ? taken : unread);
    const attempts = await recordAll(uid, taken.delivery, sends);
    const outcomes = attempts.map(({ deviceId, record: { outcome } }) => `${deviceId} ${outcome}`);
    log.info("push.attempted", { uid, notificationId, outcomes });
  };
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
