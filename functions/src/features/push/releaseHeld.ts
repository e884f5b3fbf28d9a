import type { WriteBatch } from "firebase-admin/firestore";
import { minutes, toTimestamp } from "../../platform/clock.js";
import { derivedId } from "../../platform/ids.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import type { NoticeType } from "../../platform/notices/noticeType.js";
import { storedDecision } from "./acquireDelivery.js";
import type { PushDecision } from "./decide.js";
import { deliver } from "./deliver.js";
import type { PushDeps } from "./deps.js";
import type { PushItem, StoredDelivery, StoredThrottle } from "./schema.js";
import { type HeldRow, largestDigest } from "./store.js";
import { lastPushOf, pushedNow } from "./throttle.js";
import { pushAt, releaseAt } from "./wakeUps.js";

/**
 * Lets go what quiet hours have held back: one push for all of it.
 *
 * Runs at least once, also twice at once. Safe to repeat: a held row is let go in the same commit that says what tells of
 * it, and that is delivered like any notification, once.
 */
export async function releaseHeld(deps: PushDeps, uid: string): Promise<void> {
  for (;;) {
    const { told, isAll } = await retryOnConflict(undefined, async () => {
      const all = await deps.store.held(uid);
      const { told, gone } = all.length > 0 ? await letGo(deps, uid, all) : { gone: 0 };
      // Behind rows that all stay nothing can be seen; what stays has an alarm, and that is for all of it.
      return { told, isAll: all.length < largestDigest || gone === 0 };
    });
    if (told !== undefined) await deliver(deps, { uid, id: told });
    if (isAll) return;
  }
}

/** Longer than a delivery takes. */
const lookAgainAfter = minutes(2);

/** Returns what is to be delivered now, if anything, and how many rows are held no more. */
async function letGo(
  deps: PushDeps,
  uid: string,
  all: readonly HeldRow[],
): Promise<{ told?: string | undefined; gone: number }> {
  const { store, wakeUps } = deps;
  const { judged, throttle, now } = await judge(deps, uid, all);
  const [sent, others] = [judged.filter(isSent), judged.filter((row) => !isSent(row))];
  const staying = others.filter(({ decision }) => decision.action === "hold");
  const keptIds = new Set(staying.map(({ item }) => item.id));
  const digest = digestDelivery(uid, sent, now);
  const told = digest?.id ?? sent[0]?.item.id;
  const ends = others.flatMap(({ decision }) => (decision.action === "hold" ? decision.until : []));
  const alarms = [...new Set(ends)].map((until) => releaseAt(uid, until));
  // If this process dies before the delivery, this wake-up sees to it.
  if (told !== undefined) alarms.push(pushAt(uid, told, now + lookAgainAfter));
  await store.commit((batch) => {
    for (const held of all) if (!keptIds.has(held.id)) store.letGo(batch, uid, held);
    for (const { delivery, decision } of others) {
      store.updateDelivery(batch, uid, delivery, { decision: storedDecision(decision, now) });
    }
    for (const { delivery, decision } of sent) {
      store.updateDelivery(batch, uid, delivery, {
        decision: storedDecision(decision, now),
        ...(digest ? { digestId: digest.id } : { retryAt: toTimestamp(now) }),
      });
    }
    if (digest) store.createDelivery(batch, uid, digest, Date.parse(digest.digest.expiresAt));
    putThrottle(deps, batch, { uid, sent, throttle, now });
    for (const wakeUp of alarms) wakeUps.add(batch, wakeUp);
  });
  await Promise.all(alarms.map((wakeUp) => wakeUps.announce(wakeUp)));
  return { told, gone: all.length - keptIds.size };
}

/** A held row, decided anew. */
interface Judged {
  readonly item: PushItem;
  readonly type: NoticeType;
  readonly delivery: Versioned<StoredDelivery>;
  readonly decision: PushDecision;
}

/** What counts is what the user wants now. A row that is gone, or no longer held, is not decided about. */
async function judge(deps: PushDeps, uid: string, all: readonly HeldRow[]) {
  const { store, inbox, devices, types, clock } = deps;
  const ids = all.map(({ id }) => id);
  const [rows, deliveries, preferences, blocked, owned, throttle] = await Promise.all([
    inbox.rows(uid, ids),
    store.deliveries(uid, ids),
    deps.preferences.of(uid),
    inbox.blockedBy(uid),
    devices.of(uid),
    store.throttle(uid),
  ]);
  const { decidePush } = await import("./decide.js");
  const now = clock.now();
  const judged = rows.flatMap((item, index): Judged[] => {
    const type = item && types.find(item.type);
    const delivery = deliveries[index];
    if (!item || !type || delivery?.value.decision.action !== "hold") return [];
    const lastPushAt = lastPushOf(throttle?.value, item.type);
    const isBlocked = item.actor !== undefined && blocked.has(item.actor);
    const facts = { type, item, preferences, isBlocked, devices: owned.length, lastPushAt, now };
    return [{ item, type, delivery, decision: decidePush(facts) }];
  });
  return { judged, throttle, now };
}

interface ThrottleChange {
  readonly uid: string;
  readonly sent: readonly Judged[];
  readonly throttle: Versioned<StoredThrottle> | undefined;
  readonly now: number;
}

function putThrottle(
  { store }: PushDeps,
  batch: WriteBatch,
  { uid, sent, throttle, now }: ThrottleChange,
): void {
  const throttled = sent.filter(({ type }) => type.throttleMs !== undefined).map(({ type }) => type.type);
  if (throttled.length > 0) {
    store.putThrottle(batch, uid, throttle, pushedNow(throttle?.value, throttled, now));
  }
}

const isSent = ({ decision }: Judged): boolean => decision.action === "send";

const newestFirst = (a: Judged, b: Judged): number => (a.item.timestamp < b.item.timestamp ? 1 : -1);

/** One row speaks for itself. The digest of the same rows is the same digest. */
function digestDelivery(uid: string, sent: readonly Judged[], now: number) {
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
    decision: storedDecision({ action: "send", reason: "preferred" }, now),
    devices: {},
    retryAt: toTimestamp(now),
    digest: { ids, newestId: newest.item.id, body, expiresAt },
  };
}
