import type { Device, RegisterDevice } from "@firecast/contract/notifications/devices";
import { toTimestamp } from "../../platform/clock.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { ignoreConflict } from "../../platform/firestore/ignoreConflict.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import type { DevicesDeps } from "./deps.js";
import { dropDevice } from "./removeDevice.js";
import { type PushTarget, type StoredDevice, targetId } from "./schema.js";
import { deviceAdded } from "./wakeUps.js";

/** One more, and the one that was not seen for longest goes. */
export const devicesPerUser = 20;

/** A device, and whether it is new to its user. */
export interface Registered {
  readonly device: Device;
  readonly isNew: boolean;
}

/** From now on its FCM target is no other device's. Other users' devices of the same id stay as they are. */
export async function registerDevice(
  deps: DevicesDeps,
  { uid, deviceId, facts }: { uid: string; deviceId: string; facts: RegisterDevice },
  request: IdempotentRequest<Registered> | undefined,
): Promise<Registered> {
  const { store, accounts, limit, wakeUps, clock, log } = deps;
  const added = deviceAdded(uid, deviceId, clock.now());
  await limit(uid);
  const registered = await retryOnConflict(request, async () => {
    const target = targetOf(facts);
    const { device: seen, target: held, former } = await store.registering(uid, deviceId, target);
    const at = toTimestamp(clock.now());
    const { platform, appVersion } = facts;
    const device: StoredDevice = {
      id: deviceId,
      uid,
      target,
      platform,
      ...(appVersion !== undefined && { appVersion }),
      createdAt: seen?.value.createdAt ?? at,
      lastSeenAt: at,
    };
    const answer = { device: shown(device), isNew: seen === undefined };
    await store.commit((batch) => {
      if (!seen) wakeUps.add(batch, added);
      store.putDevice(batch, seen, device);
      store.putTarget(batch, held, device);
      if (seen && !hasTarget(seen.value, target)) store.freeTarget(batch, seen.value.target);
      // The same installation under the name it had before, or of the user before: one target has one device.
      if (former && hasTarget(former.value, target)) store.removeDevice(batch, former);
      request?.record(batch, answer);
    });
    return answer;
  });
  // After the device: a welcome finds where to go. For many users, registering a device is how they come in.
  await accounts.ensureProfile(uid);
  if (registered.isNew) {
    await wakeUps.announce(added);
    await dropSurplus(deps, uid);
  }
  log.info("device.registered", { uid, deviceId, platform: facts.platform });
  return registered;
}

/** Registrations at once may leave one too many for a moment: the last of them sees all. */
async function dropSurplus({ store }: DevicesDeps, uid: string): Promise<void> {
  const byAge = (await store.of(uid)).sort((a, b) => age(a) - age(b));
  // A device that is registered anew meanwhile stays.
  for (const seen of byAge.slice(0, Math.max(0, byAge.length - devicesPerUser))) {
    await ignoreConflict(dropDevice(store, seen));
  }
}

const targetOf = (facts: RegisterDevice): PushTarget =>
  "token" in facts
    ? { kind: "token", value: facts.token }
    : { kind: "installation", value: facts.installationId };

const hasTarget = (device: StoredDevice, target: PushTarget): boolean =>
  targetId(device.target) === targetId(target);

/** As its user sees it. */
export const shown = ({ uid: _, target: __, ...device }: StoredDevice): Device => device;

const age = ({ value }: Versioned<StoredDevice>): number => Date.parse(value.lastSeenAt);
