import type { Firestore } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import { directChannel, directParams } from "@firecast/contract/direct";
import { eventsOf } from "../../realtime/index.js";
import type { DirectStore } from "./store.js";

/**
 * Deletes what a user whose account ends has said to others; what others have said to them stays theirs. Safe to repeat.
 */
export async function forgetConversations(
  { firestore, store }: { firestore: Firestore; store: DirectStore },
  uid: string,
): Promise<void> {
  for await (const page of store.conversationsOf(uid))
    for (const { uid: other } of page) {
      await store.deleteMessages(uid, other);
      const { name } = channelOf(directChannel, directParams(uid, other));
      await firestore.recursiveDelete(eventsOf(firestore, name));
    }
}
