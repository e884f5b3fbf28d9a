import { seconds, toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import type { NoticeType } from "../../platform/notices/noticeType.js";
import type { StoredDevice } from "../devices/actions.js";
import type { PushDecision } from "./decide.js";
import type { PushDeps } from "./deps.js";
import { digestPayload, type PushPayload, pushPayload } from "./pushPayload.js";
import { isDealtWith, type PushItem, type StoredDecision, type StoredDelivery } from "./schema.js";
import { lastPushOf, pushedNow } from "./throttle.js";
import { pushAt, releaseAt } from "./wakeUps.js";

/** A push that is ours to send until the lease ends. */
export interface Acquired {
  readonly payload: PushPayload;
  readonly delivery: StoredDelivery;
  /** The row; a digest has none. */
  readonly item: PushItem | undefined;
  /** The user's devices, where they were read a moment ago. */
  readonly owned?: readonly Versioned<StoredDevice>[];
}

/** Reading, sending and recording end long before. */
const leaseBeyondGrace = seconds(90);

/**
 * Takes the lease of a push, and decides about it if that was not done yet: of many runs for the same notification, one
 * sends. A run that finds the lease taken sets a wake-up for its end: the holder may have died.
 *
 * `isBack`: the row may have come back as new; if it did since its last push, that is decided anew. So is what was dropped for
 * want of a device when the user has one (`hasDevice`).
 */
export const acquireDelivery = (
  deps: PushDeps,
  uid: string,
  id: string,
  { isBack = false, hasDevice = false }: { isBack?: boolean; hasDevice?: boolean } = {},
): Promise<Acquired | undefined> =>
  retryOnConflict(undefined, async () => {
    const { store, inbox, types, log } = deps;
    const [[item], delivery] = await Promise.all([inbox.rows(uid, [id]), store.delivery(uid, id)]);
    const type = item && types.find(item.type);
    if (item && !type) log.warn("push.type.unknown", { uid, notificationId: id, type: item.type });
    const row = item && type ? { item, type } : undefined;
    const isForDevice = hasDevice && delivery?.value.decision.reason === "no_device";
    if (delivery && row && (isForDevice || (isBack && isNewer(row.item, delivery.value)))) {
      return acquireFirst(deps, uid, row, delivery);
    }
    if (delivery) return acquireAgain(deps, uid, delivery, row);
    return row && acquireFirst(deps, uid, row);
  });

interface Row {
  readonly item: PushItem;
  readonly type: NoticeType;
}

const leaseEnd = ({ seenGraceMs }: PushDeps, now: number): string =>
  toTimestamp(now + seenGraceMs + leaseBeyondGrace);

/** `former`: what became of the row's push before it came back as new. */
async function acquireFirst(
  deps: PushDeps,
  uid: string,
  { item, type }: Row,
  former?: Versioned<StoredDelivery>,
): Promise<Acquired | undefined> {
  const { store, devices, preferences: stored, wakeUps, clock } = deps;
  const [preferences, owned, throttle] = await Promise.all([
    stored.of(uid),
    devices.of(uid),
    type.throttleMs === undefined ? undefined : store.throttle(uid),
  ]);
  const { decidePush } = await import("./decide.js");
  const now = clock.now();
  const lastPushAt = lastPushOf(throttle?.value, item.type);
  const decision = decidePush({ type, item, preferences, devices: owned.length, lastPushAt, now });
  const delivery: StoredDelivery = {
    id: item.id,
    type: item.type,
    decision: storedDecision(decision, now),
    devices: {},
    ...(item.version !== undefined && { rowVersion: item.version }),
    ...(decision.action === "send" && { leaseUntil: leaseEnd(deps, now) }),
  };
  const wakeUp = decision.action === "hold" ? releaseAt(uid, decision.until) : undefined;
  await store.commit((batch) => {
    const expireAt = Date.parse(item.expiresAt);
    if (former) store.updateDelivery(batch, uid, former, { ...asNew, ...delivery }, expireAt);
    else store.createDelivery(batch, uid, delivery, expireAt);
    if (decision.action === "send" && type.throttleMs !== undefined) {
      store.putThrottle(batch, uid, throttle, pushedNow(throttle?.value, [item.type], now));
    }
    if (wakeUp) {
      store.hold(batch, uid, item, now);
      wakeUps.add(batch, wakeUp);
    }
  });
  if (wakeUp) await wakeUps.announce(wakeUp);
  return decision.action === "send"
    ? { payload: pushPayload(item, type, now), delivery, item, owned }
    : undefined;
}

async function acquireAgain(
  deps: PushDeps,
  uid: string,
  seen: Versioned<StoredDelivery>,
  row: Row | undefined,
): Promise<Acquired | undefined> {
  const { store, wakeUps, clock } = deps;
  const now = clock.now();
  const { value } = seen;
  const notBefore = value.leaseUntil ?? value.retryAt;
  if (value.decision.action !== "send" || notBefore === undefined) return undefined;
  if (Date.parse(notBefore) > now) {
    await wakeUps.schedule(pushAt(uid, value.id, Date.parse(notBefore)));
    return undefined;
  }
  const decidedAt = Date.parse(value.decision.at);
  const payload = value.digest
    ? digestPayload(value.type, value.digest, decidedAt)
    : row && pushPayload(row.item, row.type, decidedAt);
  if (!payload || (row && isDealtWith(row.item, now))) {
    await store.commit((batch) => store.updateDelivery(batch, uid, seen, droppedAsSeen(now)));
    return undefined;
  }
  const decision = row && (await decideAnew(deps, uid, row, now));
  if (decision?.action === "drop") {
    const dropped = { decision: storedDecision(decision, now), ...nothingToDo };
    await store.commit((batch) => store.updateDelivery(batch, uid, seen, dropped));
    return undefined;
  }
  if (decision?.action === "hold") {
    await waitUntil(deps, uid, seen, decision.until);
    return undefined;
  }
  const change: Partial<StoredDelivery> = { leaseUntil: leaseEnd(deps, now) };
  await store.commit((batch) => store.updateDelivery(batch, uid, seen, change));
  return { payload, delivery: { ...value, ...change }, item: row?.item };
}

/** Between two tries the user may have changed their mind, or the night may have come. The rest was decided. */
async function decideAnew(
  { preferences: stored, inbox }: PushDeps,
  uid: string,
  { item, type }: Row,
  now: number,
): Promise<PushDecision | undefined> {
  const [preferences, blocked] = await Promise.all([stored.of(uid), inbox.blockedBy(uid)]);
  const isBlocked = item.actor !== undefined && blocked.has(item.actor);
  const { decidePush } = await import("./decide.js");
  const decision = decidePush({ type, item, preferences, isBlocked, devices: 1, now });
  return decision.action === "drop" && decision.reason === "expired" ? undefined : decision;
}

/** Some devices may have it already: it stays a push of its own, and joins no digest. */
async function waitUntil(
  { store, wakeUps }: PushDeps,
  uid: string,
  seen: Versioned<StoredDelivery>,
  until: number,
): Promise<void> {
  const wakeUp = pushAt(uid, seen.value.id, until);
  await store.commit((batch) => {
    store.updateDelivery(batch, uid, seen, { ...nothingToDo, retryAt: toTimestamp(until) });
    wakeUps.add(batch, wakeUp);
  });
  await wakeUps.announce(wakeUp);
}

/** Nothing is to be pushed any more: the user has seen it. */
export const dropDelivery = ({ store, clock }: PushDeps, uid: string, id: string): Promise<void> =>
  retryOnConflict(undefined, async () => {
    const seen = await store.delivery(uid, id);
    if (!seen) return;
    await store.commit((batch) => store.updateDelivery(batch, uid, seen, droppedAsSeen(clock.now())));
  });

const droppedAsSeen = (now: number): Partial<StoredDelivery> => ({
  decision: { action: "drop", reason: "seen_meanwhile", at: toTimestamp(now) },
  ...nothingToDo,
});

/** Overwrites what was there. */
export const nothingToDo = { leaseUntil: undefined, retryAt: undefined };
const asNew = { ...nothingToDo, digestId: undefined };

const isNewer = ({ version = 0 }: PushItem, { rowVersion = 0 }: StoredDelivery): boolean =>
  version > rowVersion;

export const storedDecision = (decision: PushDecision, now: number): StoredDecision => ({
  action: decision.action,
  reason: decision.reason,
  at: toTimestamp(now),
  ...(decision.action === "hold" && { until: toTimestamp(decision.until) }),
});
