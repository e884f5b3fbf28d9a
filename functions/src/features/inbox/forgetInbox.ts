import type { Firestore } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { inboxChannel } from "@firecast/contract/notifications/notifications";
import { eventsOf } from "../../realtime/index.js";
import type { InboxStore } from "./store.js";

interface Deps {
  store: Pick<InboxStore, "forgetUser">;
  firestore: Firestore;
}

/** Deletes the inbox of a user whose account ends, with its log. Safe to repeat. */
export async function forgetInbox({ store, firestore }: Deps, uid: string): Promise<void> {
  await store.forgetUser(uid);
  await firestore.recursiveDelete(eventsOf(firestore, channelOf(inboxChannel, { uid }).name));
}
