import { assertNever } from "../../platform/assertNever.js";
import { toTimestamp } from "../../platform/clock.js";
import { isConflict } from "../../platform/firestore/grpc.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { type StoredDevice, targetId } from "../devices/actions.js";
import type { Acquired } from "./acquireDelivery.js";
import type { PushDeps } from "./deps.js";
import { retryIn } from "./fcm/backoff.js";
import type { Refusal } from "./fcm/errors.js";
import { toFcmMessage } from "./fcm/message.js";
import { awayAfter, type PushPayload } from "./pushPayload.js";
import type { DeviceRecord, StoredDelivery } from "./schema.js";

/** What came of one device. */
export interface Attempt {
  readonly deviceId: string;
  readonly record: DeviceRecord;
}

/**
 * Sends a push to those of a user's devices that did not have it yet. One promise a device: none waits for another, and none
 * rejects.
 */
export async function sendToDevices(
  deps: PushDeps,
  uid: string,
  { payload, delivery, owned: known }: Acquired,
): Promise<Promise<Attempt>[]> {
  const { devices, sender, appUrl, clock } = deps;
  const [owned, badge] = await Promise.all([known ?? devices.of(uid), badgeOf(deps, uid)]);
  const now = clock.now();
  return withoutRepeats(owned)
    .filter(({ value }) => isOpen(delivery, value, now) && wants(payload, value, now))
    .map(async (seen): Promise<Attempt> => {
      const { id: deviceId, platform, target } = seen.value;
      const attempts = (delivery.devices[deviceId]?.attempts ?? 0) + 1;
      const at = { attempts, at: toTimestamp(now), target: targetId(target) };
      if (payload.expiresAt <= now) return { deviceId, record: { outcome: "expired", ...at } };
      const message = toFcmMessage(payload, { ...target, platform }, { badge, appUrl, now });
      const sent = await sender.send(message);
      if (sent.type === "sent") return { deviceId, record: { outcome: "sent", ...at } };
      const came = await settleRefusal(deps, sent, seen, { payload, attempts });
      return { deviceId, record: { ...came, ...at } };
    });
}

/** An icon without a number is no reason to push nothing. */
async function badgeOf({ inbox, log }: PushDeps, uid: string): Promise<number | undefined> {
  try {
    return await inbox.unread(uid);
  } catch (error) {
    log.error("push.badge.unknown", error, { uid });
    return undefined;
  }
}

async function settleRefusal(
  deps: PushDeps,
  refused: Refusal,
  seen: Versioned<StoredDevice>,
  { payload, attempts }: { payload: PushPayload; attempts: number },
): Promise<Pick<DeviceRecord, "outcome" | "code" | "retryAt">> {
  const { clock, random, log } = deps;
  const refusal = await disambiguated(deps, refused, seen);
  const { code, handling } = refusal;
  const fields = { uid: seen.value.uid, deviceId: seen.value.id, notificationId: payload.id, code };
  switch (handling) {
    case "target_gone":
      await forgetDevice(deps, seen);
      return { outcome: "target_gone", code };
    case "our_fault":
    case "ambiguous":
      log.error("push.refused", new Error(`FCM: ${handling}`), { ...fields, handling });
      return { outcome: "failed", code };
    case "throttled":
    case "transient":
    case "configuration":
    case "unanswered":
    case "unknown": {
      if (handling === "configuration") {
        log.error("push.refused", new Error(`FCM: ${handling}`), { ...fields, handling });
      }
      const wait = retryIn(refusal, attempts, random);
      if (wait === undefined) {
        log.error("push.failed", new Error(`FCM: ${handling}`), { ...fields, attempts });
        return { outcome: "failed", code };
      }
      const retryAt = clock.now() + wait;
      if (retryAt >= payload.expiresAt) return { outcome: "expired", code };
      return { outcome: "retrying", code, retryAt: toTimestamp(retryAt) };
    }
    default:
      return assertNever(handling);
  }
}

/** FCM says "invalid argument" of a wrong target and of a wrong message: a message that cannot be wrong tells them apart. */
async function disambiguated(
  { sender }: PushDeps,
  refusal: Refusal,
  { value }: Versioned<StoredDevice>,
): Promise<Refusal> {
  if (refusal.handling !== "ambiguous") return refusal;
  const probe = await sender.probe(value.target);
  if (probe.type === "sent") return { ...refusal, handling: "our_fault" };
  return probe.handling === "ambiguous" ? { ...refusal, handling: "target_gone" } : probe;
}

/** FCM knows the target no more. A device that was registered since then has another version, and stays. */
async function forgetDevice({ devices, log }: PushDeps, seen: Versioned<StoredDevice>): Promise<void> {
  try {
    await devices.drop(seen);
    log.info("device.gone", { uid: seen.value.uid, deviceId: seen.value.id });
  } catch (error) {
    // FCM will say so again.
    if (!isConflict(error)) log.error("device.not_forgotten", error, { deviceId: seen.value.id });
  }
}

/**
 * One target, one push. A target belongs to one device, but Firestore deletes what has expired in no order: where it has
 * forgotten whose a target is, the device that was seen last counts.
 */
function withoutRepeats(owned: readonly Versioned<StoredDevice>[]): Versioned<StoredDevice>[] {
  const byAge = [...owned].sort((a, b) => (a.value.lastSeenAt < b.value.lastSeenAt ? -1 : 1));
  return [...new Map(byAge.map((seen) => [targetId(seen.value.target), seen])).values()];
}

/** Whether device and target have no last word of this push yet, and none that says: later. */
function isOpen({ devices }: StoredDelivery, device: StoredDevice, now: number): boolean {
  const target = targetId(device.target);
  const had = Object.entries(devices).filter(([id, record]) => id === device.id || record.target === target);
  return had.every(
    ([, { outcome, retryAt }]) =>
      outcome === "retrying" && (retryAt === undefined || Date.parse(retryAt) <= now),
  );
}

const wants = ({ urgency }: PushPayload, { lastSeenAt }: StoredDevice, now: number): boolean =>
  urgency !== "low" || now - Date.parse(lastSeenAt) < awayAfter;
