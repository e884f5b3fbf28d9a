import { channelOf } from "@firecast/contract/core/channel";
import { documentChannel } from "@firecast/contract/documents";
import type { Firestore } from "firebase-admin/firestore";
import { eventsOf } from "../../realtime/index.js";
import type { DocumentsStore } from "./store.js";

/** Deletes the documents of a user whose account ends, those in spaces, too. Safe to repeat. */
export async function forgetDocuments(
  { firestore, store }: { firestore: Firestore; store: DocumentsStore },
  uid: string,
): Promise<void> {
  for await (const page of store.documentsOf(uid))
    for (const documentId of page) {
      await store.deleteDocument(documentId);
      await firestore.recursiveDelete(eventsOf(firestore, channelOf(documentChannel, { documentId }).name));
    }
}
