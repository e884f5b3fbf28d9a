import { toTimestamp } from "../../../platform/clock.js";
import { isConflict } from "../../../platform/firestore/grpc.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { assertNever } from "../../../platform/assertNever.js";
import { retryIn } from "./backoff.js";
import { targetId } from "./devicesStore.js";
import type { Refusal } from "./errors.js";
import { toFcmMessage } from "./fcmMessage.js";
import type { Parts } from "./parts.js";
import { awayAfter, type Pushable } from "./pushable.js";
import type { DeviceRecord, StoredDelivery, StoredDevice } from "./schema.js";
import type { Taken } from "./taking.js";

/** What came of one device. */
export interface Attempt {
  readonly deviceId: string;
  readonly record: DeviceRecord;
}

/** Sends a push to those of a user's devices that did not have it yet. */
export function sending({ devices, sender, unread, appUrl, clock, random, log }: Parts) {
  /** FCM knows the target no more. A device that was registered since then has another version, and stays. */
  const forget = async (seen: Versioned<StoredDevice>): Promise<void> => {
    try {
      await devices.commit((batch) => {
        devices.removeDevice(batch, seen);
        devices.freeTarget(batch, seen.value.target);
      });
      log.info("device.gone", { uid: seen.value.uid, deviceId: seen.value.id });
    } catch (error) {
      // FCM will say so again.
      if (!isConflict(error)) log.error("device.not_forgotten", error, { deviceId: seen.value.id });
    }
  };

  /** FCM says "invalid argument" of a wrong target and of a wrong message: a message that cannot be wrong tells them apart. */
  const disambiguated = async (refusal: Refusal, { value }: Versioned<StoredDevice>): Promise<Refusal> => {
    if (refusal.handling !== "ambiguous") return refusal;
    const probe = await sender.probe(value.target);
    if (probe.type === "sent") return { ...refusal, handling: "our_fault" };
    return probe.handling === "ambiguous" ? { ...refusal, handling: "target_gone" } : probe;
  };

  const settleRefusal = async (
    refused: Refusal,
    seen: Versioned<StoredDevice>,
    { pushable, attempts }: { pushable: Pushable; attempts: number },
  ): Promise<Pick<DeviceRecord, "outcome" | "code" | "retryAt">> => {
    const refusal = await disambiguated(refused, seen);
    const { code, handling } = refusal;
    const fields = { uid: seen.value.uid, deviceId: seen.value.id, notificationId: pushable.id, code };
    switch (handling) {
      case "target_gone":
        await forget(seen);
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
        if (retryAt >= pushable.expiresAt) return { outcome: "expired", code };
        return { outcome: "retrying", code, retryAt: toTimestamp(retryAt) };
      }
      default:
        return assertNever(handling);
    }
  };

  /** An icon without a number is no reason to push nothing. */
  const badgeOf = async (uid: string): Promise<number | undefined> => {
    try {
      return await unread(uid);
    } catch (error) {
      log.error("push.badge.unknown", error, { uid });
      return undefined;
    }
  };

  /** One promise a device: none waits for another, and none rejects. */
  return async (uid: string, { pushable, delivery, owned: read }: Taken): Promise<Promise<Attempt>[]> => {
    const [owned, badge] = await Promise.all([read ?? devices.of(uid), badgeOf(uid)]);
    const now = clock.now();
    return withoutRepeats(owned)
      .filter(({ value }) => isOpen(delivery, value, now) && wants(pushable, value, now))
      .map(async (seen): Promise<Attempt> => {
        const { id: deviceId, platform, target } = seen.value;
        const attempts = (delivery.devices[deviceId]?.attempts ?? 0) + 1;
        const at = { attempts, at: toTimestamp(now), target: targetId(target) };
        if (pushable.expiresAt <= now) return { deviceId, record: { outcome: "expired", ...at } };
        const message = toFcmMessage(pushable, { ...target, platform }, { badge, appUrl, now });
        const sent = await sender.send(message);
        if (sent.type === "sent") return { deviceId, record: { outcome: "sent", ...at } };
        const came = await settleRefusal(sent, seen, { pushable, attempts });
        return { deviceId, record: { ...came, ...at } };
      });
  };
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

const wants = ({ urgency }: Pushable, { lastSeenAt }: StoredDevice, now: number): boolean =>
  urgency !== "low" || now - Date.parse(lastSeenAt) < awayAfter;
