import { FieldPath, FieldValue, type Firestore, Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { days } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { read, readDocument, readQuery } from "../../platform/firestore/read.js";
import { decode, deleteVersion, putVersion, type Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { deviceDocument, targetDocument } from "./paths.js";
import { type PushTarget, StoredDevice, StoredTarget, targetId } from "./schema.js";

/** FCM lets a target go that was not used for 270 days (https://firebase.google.com/docs/cloud-messaging/manage-tokens). */
const staleAfter = days(270);

const staleAtOf = ({ lastSeenAt }: StoredDevice): Timestamp =>
  Timestamp.fromMillis(Date.parse(lastSeenAt) + staleAfter);

/** When a device went stale, ms since the epoch, and its path. */
export type StalePlace = [staleAt: number, path: string];

export interface StaleDevice {
  readonly place: StalePlace;
  readonly version: Timestamp;
  /** Undefined where it cannot be read. */
  readonly target: PushTarget | undefined;
}

const StaleAt = z.object({ staleAt: z.instanceof(Timestamp) });

/** Every read and write of devices and of what FCM delivers to. Writes go into the caller's batch. */
export function devicesStore(firestore: Firestore, log: Log) {
  const deviceAt = (uid: string, deviceId: string) => deviceDocument.document(firestore, { uid, deviceId });
  const targetAt = (target: PushTarget) => targetDocument.document(firestore, { targetId: targetId(target) });

  return {
    device: (uid: string, id: string): Promise<Versioned<StoredDevice> | undefined> =>
      readDocument(StoredDevice, deviceAt(uid, id), log),

    of: (uid: string): Promise<Versioned<StoredDevice>[]> =>
      readQuery(StoredDevice, deviceDocument.collection(firestore, { uid }), "devices", log),

    /** Devices that were not seen for too long by `before`, ms: the longest first, after a place. */
    stale: async (before: number, after: StalePlace | undefined, limit: number): Promise<StaleDevice[]> => {
      const stale = deviceDocument
        .collectionGroup(firestore)
        .where("staleAt", "<=", Timestamp.fromMillis(before))
        .orderBy("staleAt")
        .orderBy(FieldPath.documentId())
        .limit(limit);
      const rest = after ? stale.startAfter(Timestamp.fromMillis(after[0]), firestore.doc(after[1])) : stale;
      const { docs } = await read("stale devices", rest.get());
      return docs.map((snapshot) => ({
        place: [StaleAt.parse(snapshot.data()).staleAt.toMillis(), snapshot.ref.path],
        version: snapshot.updateTime,
        target: decode(StoredDevice, snapshot, log)?.value.target,
      }));
    },

    /** Only as it was read, and whatever it says. */
    removeStale: (batch: WriteBatch, { place: [, path], version }: StaleDevice): void => {
      deleteVersion(batch, firestore.doc(path), { version });
    },

    /** All that a registration has to know: the device, its target, and the device that has the target now. */
    registering: async (uid: string, id: string, target: PushTarget) => {
      const own = deviceAt(uid, id);
      const [device, holder] = await read("a device", firestore.getAll(own, targetAt(target)));
      const held = decode(StoredTarget, holder, log);
      const other = held && deviceAt(held.value.uid, held.value.deviceId);
      const former =
        other && other.path !== own.path ? await readDocument(StoredDevice, other, log) : undefined;
      return { device: decode(StoredDevice, device, log), target: held, former };
    },

    putDevice: (batch: WriteBatch, seen: Versioned<StoredDevice> | undefined, device: StoredDevice): void => {
      const appVersion = device.appVersion ?? (seen ? FieldValue.delete() : undefined);
      const fields = { ...device, appVersion, staleAt: staleAtOf(device) };
      putVersion(batch, deviceAt(device.uid, device.id), seen, fields);
    },

    putTarget: (batch: WriteBatch, seen: Versioned<StoredTarget> | undefined, device: StoredDevice): void => {
      const { uid, id: deviceId, target } = device;
      putVersion(batch, targetAt(target), seen, { uid, deviceId, staleAt: staleAtOf(device) });
    },

    /** Only as it was read: what is registered anew stays. */
    removeDevice: (batch: WriteBatch, seen: Versioned<StoredDevice>): void => {
      deleteVersion(batch, deviceAt(seen.value.uid, seen.value.id), seen);
    },

    /** A target belongs to the device that names it: removing that, or giving it another target, frees this one. */
    freeTarget: (batch: WriteBatch, target: PushTarget): void => {
      batch.delete(targetAt(target));
    },

    commit: committer(firestore, "a device"),
  };
}

export type DevicesStore = ReturnType<typeof devicesStore>;
