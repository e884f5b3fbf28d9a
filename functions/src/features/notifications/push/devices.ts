import type { Device, RegisterDevice } from "@firecast/contract/notifications";
import { type Clock, toTimestamp } from "../../../platform/clock.js";
import { isConflict } from "../../../platform/firestore/grpc.js";
import type { IdempotentRequest } from "../../../platform/firestore/idempotency.js";
import type { Log } from "../../../platform/log.js";
import { notFound } from "../../../platform/problems.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { type DevicesStore, targetId } from "./devicesStore.js";
import type { PushTarget, StoredDevice } from "./schema.js";

/** One more, and the one that was not seen for longest goes. */
export const devicesPerUser = 20;

interface Deps {
  store: DevicesStore;
  /** For many users, registering a device is how they come in. */
  ensureProfile: (uid: string) => Promise<void>;
  /** @throws Problem `rate_limited`. */
  limit: (uid: string) => void;
  clock: Clock;
  log: Log;
}

type Key<Result> = IdempotentRequest<Result> | undefined;

/** A device, and whether it is new to its user. */
export interface Registered {
  readonly device: Device;
  readonly isNew: boolean;
}

export interface DevicesActions {
  /** From now on its FCM target is no other device's. Other users' devices of the same id stay as they are. */
  register(
    uid: string,
    deviceId: string,
    facts: RegisterDevice,
    request?: Key<Registered>,
  ): Promise<Registered>;
  /** Signs the device out. @throws Problem `not_found` if the user has no such device. */
  remove(uid: string, deviceId: string, request?: Key<void>): Promise<void>;
}

export function devicesActions({ store, ensureProfile, limit, clock, log }: Deps): DevicesActions {
  /** Registrations at once may leave one too many for a moment: the last of them sees all. */
  const dropSurplus = async (uid: string): Promise<void> => {
    const byAge = (await store.of(uid)).sort((a, b) => age(a) - age(b));
    for (const seen of byAge.slice(0, Math.max(0, byAge.length - devicesPerUser))) {
      await unlessChanged(() => drop(seen));
    }
  };

  const drop = (seen: Versioned<StoredDevice>, request?: Key<void>): Promise<void> =>
    store.commit((batch) => {
      store.removeDevice(batch, seen);
      store.freeTarget(batch, seen.value.target);
      request?.record(batch, undefined);
    });

  return {
    register: async (uid, deviceId, facts, request) => {
      limit(uid);
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
          store.putDevice(batch, seen, device);
          store.putTarget(batch, held, device);
          if (seen && targetId(seen.value.target) !== targetId(target)) {
            store.freeTarget(batch, seen.value.target);
          }
          // The same installation under the name it had before, or of the user before: one target has one device.
          if (former && targetId(former.value.target) === targetId(target)) store.removeDevice(batch, former);
          request?.record(batch, answer);
        });
        return answer;
      });
      // After the device: a welcome finds where to go.
      await ensureProfile(uid);
      if (registered.isNew) await dropSurplus(uid);
      log.info("device.registered", { uid, deviceId, platform: facts.platform });
      return registered;
    },

    remove: (uid, deviceId, request) =>
      retryOnConflict(request, async () => {
        const seen = await store.device(uid, deviceId);
        if (!seen) throw notFound();
        await drop(seen, request);
      }),
  };
}

const targetOf = (facts: RegisterDevice): PushTarget =>
  "token" in facts
    ? { kind: "token", value: facts.token }
    : { kind: "installation", value: facts.installationId };

const shown = ({ uid: _, target: __, ...device }: StoredDevice): Device => device;

const age = ({ value }: Versioned<StoredDevice>): number => Date.parse(value.lastSeenAt);

/** Whoever changed it in the meantime has said what is to be. */
async function unlessChanged(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}
