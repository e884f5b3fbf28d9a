import type { Firestore } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { ownPinsChannel, pinChannel } from "@firecast/contract/pins";
import type { Publisher } from "../../realtime/index.js";
import { eventsOf } from "../../realtime/index.js";
import type { PinsStore } from "./store.js";

interface Deps {
  readonly firestore: Firestore;
  readonly store: PinsStore;
  readonly publisher: Pick<Publisher, "accessChanged">;
}

/** Deletes the pins of a user whose account ends; their readers lose them. Safe to repeat. */
export async function forgetPins({ firestore, store, publisher }: Deps, uid: string): Promise<void> {
  for await (const page of store.pinsOf(uid))
    for (const pinId of page) {
      await store.deletePin(pinId);
      await publisher.accessChanged("pinId", pinId);
      await firestore.recursiveDelete(eventsOf(firestore, channelOf(pinChannel, { pinId }).name));
    }
  await firestore.recursiveDelete(eventsOf(firestore, channelOf(ownPinsChannel, { uid }).name));
}
