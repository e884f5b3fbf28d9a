import type { Firestore } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/channel";
import { inboxChannel } from "@firecast/contract/notifications";
import { userChannel } from "@firecast/contract/realtime";
import { eventsOf } from "../../realtime/index.js";
import type { DevicesStore } from "./push/devicesStore.js";

interface Deps {
  firestore: Firestore;
  devices: DevicesStore;
}

/** Deletes the inbox of a user whose account ends, with its log, and frees what FCM delivered to. Safe to repeat. */
export const forgetting = ({ firestore, devices }: Deps) => ({
  forgetUser: async (uid: string): Promise<void> => {
    const owned = await devices.of(uid);
    if (owned.length > 0) {
      await devices.commit((batch) => {
        for (const { value } of owned) devices.freeTarget(batch, value.target);
        for (const device of owned) devices.removeDevice(batch, device);
      });
    }
    for (const name of ["notifications", "deliveries", "held", "private"]) {
      await firestore.recursiveDelete(firestore.collection(`users/${uid}/${name}`));
    }
    await firestore.doc(`inboxes/${uid}`).delete();
    for (const kind of [inboxChannel, userChannel]) {
      await firestore.recursiveDelete(eventsOf(firestore, channelOf(kind, { uid }).name));
    }
  },
});
