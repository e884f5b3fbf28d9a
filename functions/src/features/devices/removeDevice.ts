import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { notFound } from "../../platform/problems.js";
import type { DevicesDeps } from "./deps.js";
import type { StoredDevice } from "./schema.js";
import type { DevicesStore } from "./store.js";

/** Signs the device out. @throws Problem `not_found` if the user has no such device. */
export const removeDevice = (
  { store }: DevicesDeps,
  { uid, deviceId }: { uid: string; deviceId: string },
  request: IdempotentRequest<void> | undefined,
): Promise<void> =>
  retryOnConflict(request, async () => {
    const seen = await store.device(uid, deviceId);
    if (!seen) throw notFound();
    await dropDevice(store, seen, request);
  });

/** Deletes a device and frees its target. @throws a conflict if it was registered anew since it was read. */
export const dropDevice = (
  store: DevicesStore,
  seen: Versioned<StoredDevice>,
  request?: IdempotentRequest<void>,
): Promise<void> =>
  store.commit((batch) => {
    store.removeDevice(batch, seen);
    store.freeTarget(batch, seen.value.target);
    request?.record(batch, undefined);
  });

/** Deletes all devices of a user whose account ends. Safe to repeat. */
export async function forgetDevices(store: DevicesStore, uid: string): Promise<void> {
  const owned = await store.of(uid);
  if (owned.length === 0) return;
  await store.commit((batch) => {
    for (const { value } of owned) store.freeTarget(batch, value.target);
    for (const device of owned) store.removeDevice(batch, device);
  });
}
