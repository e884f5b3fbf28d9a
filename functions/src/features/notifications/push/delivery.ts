import { seconds, toTimestamp } from "../../../platform/clock.js";
import { within } from "../../../platform/grpc.js";
import { settle } from "../../../platform/settle.js";
import type { Parts } from "./parts.js";
import type { DeviceRecord, StoredDelivery } from "./schema.js";
import { type Attempt, sending } from "./sending.js";
import { nothingToDo, type Taken, taking } from "./taking.js";
import { pushAt } from "./wakeUps.js";

/**
 * Pushes a notification to its user's devices, as their preferences allow.
 *
 * Runs at least once, late, or many times at once. Safe to repeat: the decision is stored once, one run at a time sends,
 * and a device that has its record is skipped. Only a crash between sending and recording sends twice: then the second
 * replaces the first on the device, as both collapse.
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

  const record = async (uid: string, id: string, attempts: readonly Attempt[]): Promise<void> => {
    const wakeUp = await settle(undefined, async () => {
      const seen = await store.delivery(uid, id);
      if (!seen) return undefined;
      const retries = attempts.flatMap(({ retryAt }) => retryAt ?? []);
      // The latest: no device is tried before its time.
      const next = retries.length > 0 ? pushAt(uid, id, Math.max(...retries)) : undefined;
      await store.commit((batch) => {
        store.updateDelivery(batch, uid, seen, {
          ...nothingToDo,
          devices: joined(seen.value, attempts),
          ...(next && { retryAt: toTimestamp(next.dueAt) }),
        });
        if (next) wakeUps.add(batch, next);
      });
      return next;
    });
    if (wakeUp) await wakeUps.announce(wakeUp);
  };

  return async (uid: string, notificationId: string): Promise<void> => {
    const taken = await take(uid, notificationId);
    if (!taken) return;
    const looked = await lookFor(uid, taken);
    if (looked === "seen") return drop(uid, notificationId);
    const { owned: _, ...unread } = taken;
    // Whoever signed out while we waited gets nothing.
    const attempts = await sendToDevices(uid, looked === "away" ? taken : unread);
    await record(uid, notificationId, attempts);
    const outcomes = attempts.map(({ deviceId, record: { outcome } }) => `${deviceId} ${outcome}`);
    log.info("push.attempted", { uid, notificationId, outcomes });
  };
}

const presenceKnownWithin = seconds(2);

/** What was sent stays sent, whatever another run made of it. */
function joined({ devices }: StoredDelivery, attempts: readonly Attempt[]): Record<string, DeviceRecord> {
  const news = attempts
    .filter(({ deviceId }) => devices[deviceId]?.outcome !== "sent")
    .map(({ deviceId, record }) => [deviceId, record] as const);
  return { ...devices, ...Object.fromEntries(news) };
}
