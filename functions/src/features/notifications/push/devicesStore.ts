import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  type WriteBatch,
} from "firebase-admin/firestore";
import { days, seconds } from "../../../platform/clock.js";
import { committer } from "../../../platform/firestore/commit.js";
import { within } from "../../../platform/firestore/grpc.js";
import { derivedId } from "../../../platform/ids.js";
import type { Log } from "../../../platform/log.js";
import { claimOnce, decode, type Versioned } from "../../../platform/firestore/versioned.js";
import { expiry, type PushTarget, StoredDevice, StoredTarget } from "./schema.js";

const readWithin = seconds(5);

/** FCM lets a target go that was not used for 270 days (https://firebase.google.com/docs/cloud-messaging/manage-tokens). */
const staleAfter = days(270);

/** The same target has the same id, whoever registers it. */
export const targetId = ({ kind, value }: PushTarget): string => derivedId(kind, value);

/** Every read and write of devices and of what FCM delivers to. Writes go into the caller's batch. */
export function devicesStore(firestore: Firestore, log: Log) {
  const devicesOf = (uid: string) => firestore.collection(`users/${uid}/devices`);
  /** Its user's own: another user's device of the same id is another device. */
  const deviceAt = (uid: string, id: string) => devicesOf(uid).doc(id);
  const targetAt = (target: PushTarget) => firestore.doc(`pushTargets/${targetId(target)}`);

  const device = (snapshot: DocumentSnapshot | undefined) => decode(StoredDevice, snapshot, log);

  /** What was not seen must not be there, what was seen must be unchanged. */
  const put = (
    batch: WriteBatch,
    reference: DocumentReference,
    seen: Versioned<unknown> | undefined,
    fields: Readonly<Record<string, unknown>>,
  ): void => {
    claimOnce(batch, reference);
    if (seen) batch.update(reference, fields, { lastUpdateTime: seen.version });
    else batch.create(reference, fields);
  };

  return {
    device: async (uid: string, id: string): Promise<Versioned<StoredDevice> | undefined> =>
      device(await within(readWithin, "read of a device", deviceAt(uid, id).get())),

    of: async (uid: string): Promise<Versioned<StoredDevice>[]> => {
      const { docs } = await within(readWithin, "read of devices", devicesOf(uid).get());
      return docs.flatMap((snapshot) => device(snapshot) ?? []);
    },

    /** All that a registration has to know: the device, its target, and the device that has the target now. */
    registering: async (uid: string, id: string, target: PushTarget) => {
      const own = deviceAt(uid, id);
      const read = firestore.getAll(own, targetAt(target));
      const [seen, holder] = await within(readWithin, "read of a device", read);
      const held = decode(StoredTarget, holder, log);
      const other = held && deviceAt(held.value.uid, held.value.deviceId);
      const former =
        other === undefined || other.path === own.path
          ? undefined
          : device(await within(readWithin, "read of a device", other.get()));
      return { device: device(seen), target: held, former };
    },

    putDevice: (batch: WriteBatch, seen: Versioned<StoredDevice> | undefined, value: StoredDevice): void => {
      const staleAt = expiry(Date.parse(value.lastSeenAt) + staleAfter);
      const appVersion = value.appVersion ?? (seen ? FieldValue.delete() : undefined);
      put(batch, deviceAt(value.uid, value.id), seen, { ...value, appVersion, staleAt });
    },

    putTarget: (
      batch: WriteBatch,
      seen: Versioned<unknown> | undefined,
      { uid, id, target, lastSeenAt }: StoredDevice,
    ): void => {
      const staleAt = expiry(Date.parse(lastSeenAt) + staleAfter);
      put(batch, targetAt(target), seen, { uid, deviceId: id, staleAt });
    },

    /** Only as it was read: what is registered anew stays. */
    removeDevice: (batch: WriteBatch, { value, version }: Versioned<StoredDevice>): void => {
      const reference = deviceAt(value.uid, value.id);
      claimOnce(batch, reference);
      batch.delete(reference, { lastUpdateTime: version });
    },

    /** A target belongs to the device that names it: who removes that, or gives it another, frees the target. */
    freeTarget: (batch: WriteBatch, target: PushTarget): void => {
      batch.delete(targetAt(target));
    },

    commit: committer(firestore, "a device"),
  };
}

export type DevicesStore = ReturnType<typeof devicesStore>;
