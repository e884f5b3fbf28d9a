import type { WriteBatch } from "firebase-admin/firestore";
import { minutes, toTimestamp } from "../../../platform/clock.js";
import { derivedId } from "../../../platform/ids.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { type Decision, decidePush } from "../decide.js";
import { specOf } from "../registry.js";
import { type Held, largestDigest } from "./deliveriesStore.js";
import type { Parts } from "./parts.js";
import type { PushItem, StoredDelivery } from "./schema.js";
import { lastPushOf, pushedNow, stored } from "./taking.js";
import { pushAt, releaseAt } from "./wakeUps.js";

/** A held row, decided anew. */
interface Judged {
  readonly held: Held;
  readonly item: PushItem;
  readonly delivery: Versioned<StoredDelivery>;
  readonly decision: Decision;
}

/**
 * Lets go what was held back: one push for all of it.
 *
 * Runs at least once, also twice at once. Safe to repeat: a held row is let go in the same commit that says what tells of
 * it, and that is delivered like any notification, once.
 */
export function releasing(parts: Parts, deliver: (uid: string, id: string) => Promise<void>) {
  const { store, devices, preferencesOf, blockedBy, wakeUps, clock } = parts;

  /** What counts is what the user wants now. A row that is gone, or no longer held, is nobody's business. */
  const judge = async (uid: string, all: readonly Held[]) => {
    const [preferences, blocked, owned, throttle] = await Promise.all([
      preferencesOf(uid),
      blockedBy(uid),
      devices.of(uid),
      store.throttle(uid),
    ]);
    const now = clock.now();
    const judged = all.flatMap((held): Judged[] => {
      const { item, delivery } = held;
      if (!item || delivery?.value.decision.action !== "hold") return [];
      const lastPushAt = lastPushOf(throttle?.value, item.type);
      const isBlocked = item.actor !== undefined && blocked.has(item.actor);
      const wanted = { spec: specOf(item.type), item, preferences, isBlocked };
      const facts = { ...wanted, devices: owned.length, lastPushAt, now };
      return [{ held, item, delivery, decision: decidePush(facts) }];
    });
    return { judged, throttle, now };
  };

  /** Returns what is to be delivered now, if anything, and how many rows are held no more. */
  const letGo = async (
    uid: string,
    all: readonly Held[],
  ): Promise<{ told?: string | undefined; gone: number }> => {
    const { judged, throttle, now } = await judge(uid, all);
    const [sent, others] = [judged.filter(isSent), judged.filter((row) => !isSent(row))];
    const staying = others.filter(({ decision }) => decision.action === "hold");
    const keptIds = new Set(staying.map(({ held }) => held.id));
    const digest = digestOf(uid, sent, now);
    const [only] = sent;
    const told = digest?.id ?? only?.item.id;
    const ends = others.flatMap(({ decision }) => (decision.action === "hold" ? decision.until : []));
    const alarms = [...new Set(ends)].map((until) => releaseAt(uid, until));
    // Whoever dies before the delivery leaves somebody who sees to it.
    if (told !== undefined) alarms.push(pushAt(uid, told, now + lookAgainAfter));
    await store.commit((batch) => {
      for (const held of all) if (!keptIds.has(held.id)) store.letGo(batch, uid, held);
      for (const { delivery, decision } of others) {
        store.updateDelivery(batch, uid, delivery, { decision: stored(decision, now) });
      }
      for (const { delivery, decision } of sent) {
        store.updateDelivery(batch, uid, delivery, {
          decision: stored(decision, now),
          ...(digest ? { digestId: digest.id } : { retryAt: toTimestamp(now) }),
        });
      }
      if (digest) store.createDelivery(batch, uid, digest, Date.parse(digest.digest.expiresAt));
      claimThrottle(batch, uid, sent, throttle, now);
      for (const wakeUp of alarms) wakeUps.add(batch, wakeUp);
    });
    await Promise.all(alarms.map((wakeUp) => wakeUps.announce(wakeUp)));
    return { told, gone: all.length - keptIds.size };
  };

  const claimThrottle = (
    batch: WriteBatch,
    uid: string,
    sent: readonly Judged[],
    throttle: Awaited<ReturnType<typeof store.throttle>>,
    now: number,
  ): void => {
    const types = sent.map(({ item }) => item.type).filter((type) => specOf(type).throttleMs !== undefined);
    if (types.length > 0) store.putThrottle(batch, uid, throttle, pushedNow(throttle?.value, types, now));
  };

  return async (uid: string): Promise<void> => {
    for (;;) {
      const { told, isAll } = await retryOnConflict(undefined, async () => {
        const all = await store.held(uid);
        const { told, gone } = all.length > 0 ? await letGo(uid, all) : { gone: 0 };
        // Behind rows that all stay nothing can be seen; what stays has an alarm, and that is for all of it.
        return { told, isAll: all.length < largestDigest || gone === 0 };
      });
      if (told !== undefined) await deliver(uid, told);
      if (isAll) return;
    }
  };
}

/** Longer than a delivery takes. */
const lookAgainAfter = minutes(2);

const isSent = ({ decision }: Judged): boolean => decision.action === "send";

const newestFirst = (a: Judged, b: Judged): number => (a.item.timestamp < b.item.timestamp ? 1 : -1);

/** One row speaks for itself. The digest of the same rows is the same digest. */
function digestOf(uid: string, sent: readonly Judged[], now: number) {
  const [newest, second, third] = [...sent].sort(newestFirst);
  if (!newest || !second) return undefined;
  const ids = sent.map(({ item }) => item.id).sort();
  const expiresAt =
    sent
      .map(({ item }) => item.expiresAt)
      .sort()
      .at(-1) ?? newest.item.expiresAt;
  const body = [newest, second, third].flatMap((row) => row?.item.title ?? []).join("\n");
  return {
    id: derivedId("digest", uid, ...ids),
    type: newest.item.type,
    decision: stored({ action: "send", reason: "preferred" }, now),
    devices: {},
    retryAt: toTimestamp(now),
    digest: { ids, newestId: newest.item.id, body, expiresAt },
  };
}
