import type { NotificationType } from "@firecast/contract/notifications";
import { seconds, toTimestamp } from "../../../platform/clock.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { WakeUp } from "../../../platform/wakeUps/wakeUps.js";
import { type Decision, decidePush } from "../decide.js";
import { specOf } from "../registry.js";
import { isDealtWith } from "./deliveriesStore.js";
import type { Parts } from "./parts.js";
import { digestOf, type Pushable, pushableOf } from "./pushable.js";
import type { PushItem, StoredDecision, StoredDelivery, StoredDevice, StoredThrottle } from "./schema.js";
import { pushAt, releaseAt } from "./wakeUps.js";

/** A push that is ours to send until the lease ends. */
export interface Taken {
  readonly pushable: Pushable;
  readonly delivery: StoredDelivery;
  /** The row; a digest has none. */
  readonly item: PushItem | undefined;
  /** The user's devices, where they were read a moment ago. */
  readonly owned?: readonly Versioned<StoredDevice>[];
}

/** Reading, sending and recording end long before. */
const leaseBeyondGrace = seconds(90);

/**
 * Decides about a push, once, and takes the sending of it: of many who are told of the same notification, one. Whoever
 * finds it taken sees to it that somebody looks again when the lease is over: its holder may have died.
 */
export function taking(parts: Parts) {
  const { store, devices, preferencesOf, blockedBy, wakeUps, seenGraceMs, clock } = parts;
  const leaseEnd = (now: number): string => toTimestamp(now + seenGraceMs + leaseBeyondGrace);

  /** `former`: what became of the row's push before it came back as new. */
  const first = async (
    uid: string,
    item: PushItem,
    former?: Versioned<StoredDelivery>,
  ): Promise<Taken | undefined> => {
    const spec = specOf(item.type);
    const [preferences, owned, throttle] = await Promise.all([
      preferencesOf(uid),
      devices.of(uid),
      spec.throttleMs === undefined ? undefined : store.throttle(uid),
    ]);
    const now = clock.now();
    const lastPushAt = lastPushOf(throttle?.value, item.type);
    const decision = decidePush({ spec, item, preferences, devices: owned.length, lastPushAt, now });
    const delivery: StoredDelivery = {
      id: item.id,
      type: item.type,
      decision: stored(decision, now),
      devices: {},
      ...(item.version !== undefined && { rowVersion: item.version }),
      ...(decision.action === "send" && { leaseUntil: leaseEnd(now) }),
    };
    const wakeUp = decision.action === "hold" ? releaseAt(uid, decision.until) : undefined;
    await store.commit((batch) => {
      const expireAt = Date.parse(item.expiresAt);
      if (former) store.updateDelivery(batch, uid, former, { ...asNew, ...delivery }, expireAt);
      else store.createDelivery(batch, uid, delivery, expireAt);
      if (decision.action === "send" && spec.throttleMs !== undefined) {
        store.putThrottle(batch, uid, throttle, pushedNow(throttle?.value, [item.type], now));
      }
      if (wakeUp) {
        store.hold(batch, uid, item, now);
        wakeUps.add(batch, wakeUp);
      }
    });
    if (wakeUp) await wakeUps.announce(wakeUp);
    return decision.action === "send"
      ? { pushable: pushableOf(item, now), delivery, item, owned }
      : undefined;
  };

  /** Between two tries the user may have changed their mind, or the night may have come. The rest was decided. */
  const decideAnew = async (uid: string, item: PushItem, now: number): Promise<Decision | undefined> => {
    const [preferences, blocked] = await Promise.all([preferencesOf(uid), blockedBy(uid)]);
    const isBlocked = item.actor !== undefined && blocked.has(item.actor);
    const decision = decidePush({ spec: specOf(item.type), item, preferences, isBlocked, devices: 1, now });
    return decision.action === "drop" && decision.reason === "expired" ? undefined : decision;
  };

  /** Some devices may have it already: it stays a push of its own, and joins no digest. */
  const waitUntil = async (uid: string, seen: Versioned<StoredDelivery>, until: number): Promise<void> => {
    const wakeUp = pushAt(uid, seen.value.id, until);
    await store.commit((batch) => {
      store.updateDelivery(batch, uid, seen, { ...nothingToDo, retryAt: toTimestamp(until) });
      wakeUps.add(batch, wakeUp);
    });
    await wakeUps.announce(wakeUp);
  };

  const again = async (
    uid: string,
    seen: Versioned<StoredDelivery>,
    item: PushItem | undefined,
  ): Promise<Taken | undefined> => {
    const now = clock.now();
    const { value } = seen;
    const notBefore = value.leaseUntil ?? value.retryAt;
    if (value.decision.action !== "send" || notBefore === undefined) return undefined;
    if (Date.parse(notBefore) > now) {
      await wakeUps.schedule(wakeUpAt(uid, value, notBefore));
      return undefined;
    }
    const decidedAt = Date.parse(value.decision.at);
    const pushable = value.digest
      ? digestOf(value.type, value.digest, decidedAt)
      : item && pushableOf(item, decidedAt);
    const change: Partial<StoredDelivery> = { leaseUntil: leaseEnd(now) };
    if (!pushable || (item && isDealtWith(item))) {
      await store.commit((batch) => store.updateDelivery(batch, uid, seen, droppedAsSeen(now)));
      return undefined;
    }
    const decision = item && (await decideAnew(uid, item, now));
    if (decision?.action === "drop") {
      const dropped = { decision: stored(decision, now), ...nothingToDo };
      await store.commit((batch) => store.updateDelivery(batch, uid, seen, dropped));
      return undefined;
    }
    if (decision?.action === "hold") {
      await waitUntil(uid, seen, decision.until);
      return undefined;
    }
    await store.commit((batch) => store.updateDelivery(batch, uid, seen, change));
    return { pushable, delivery: { ...value, ...change }, item };
  };

  return {
    /** `isBack`: the row may have come back as new; if it did since its last push, that is decided anew. */
    take: (uid: string, id: string, isBack = false): Promise<Taken | undefined> =>
      retryOnConflict(undefined, async () => {
        const { item, delivery } = await store.read(uid, id);
        if (delivery && item && isBack && isNewer(item, delivery.value)) return first(uid, item, delivery);
        if (delivery) return again(uid, delivery, item);
        return item && first(uid, item);
      }),

    /** Nothing is to be pushed any more. */
    drop: (uid: string, id: string): Promise<void> =>
      retryOnConflict(undefined, async () => {
        const seen = await store.delivery(uid, id);
        if (!seen) return;
        await store.commit((batch) => store.updateDelivery(batch, uid, seen, droppedAsSeen(clock.now())));
      }),
  };
}

const wakeUpAt = (uid: string, { id }: StoredDelivery, at: string): WakeUp => pushAt(uid, id, Date.parse(at));

const droppedAsSeen = (now: number): Partial<StoredDelivery> => ({
  decision: { action: "drop", reason: "seen_meanwhile", at: toTimestamp(now) },
  ...nothingToDo,
});

/** Overwrites what was there. */
export const nothingToDo = { leaseUntil: undefined, retryAt: undefined };
const asNew = { ...nothingToDo, digestId: undefined };

const isNewer = ({ version = 0 }: PushItem, { rowVersion = 0 }: StoredDelivery): boolean =>
  version > rowVersion;

export const stored = (decision: Decision, now: number): StoredDecision => ({
  action: decision.action,
  reason: decision.reason,
  at: toTimestamp(now),
  ...(decision.action === "hold" && { until: toTimestamp(decision.until) }),
});

export function lastPushOf(throttle: StoredThrottle | undefined, type: NotificationType): number | undefined {
  const at = throttle?.lastPushAt[type];
  return at === undefined ? undefined : Date.parse(at);
}

export const pushedNow = (
  throttle: StoredThrottle | undefined,
  types: readonly NotificationType[],
  now: number,
): StoredThrottle => ({
  lastPushAt: {
    ...throttle?.lastPushAt,
    ...Object.fromEntries(types.map((type) => [type, toTimestamp(now)])),
  },
});
