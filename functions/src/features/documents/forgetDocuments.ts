import { channelOf } from "@firecast/contract/core/channel";
import { documentChannel } from "@firecast/contract/documents";
import type { Firestore } from "firebase-admin/firestore";
import { eventsOf, type Publisher } from "../../realtime/index.js";
import type { DocumentAccess } from "./documentAccess.js";
import type { DocumentsStore, Shelf } from "./store.js";

interface Deps {
  readonly firestore: Firestore;
  readonly store: DocumentsStore;
  readonly access: Pick<DocumentAccess, "forget">;
  readonly publisher: Pick<Publisher, "accessChanged">;
}

/**
 * Deletes the documents of a user whose account ends, those in spaces, too, or of a space that is deleted; their readers lose
 * them. Yields after each page. Safe to repeat.
 */
export async function* forgetDocuments(
  { firestore, store, access, publisher }: Deps,
  shelf: Shelf,
): AsyncGenerator<undefined> {
  for await (const page of store.documentsOf(shelf)) {
    for (const documentId of page) {
      await store.deleteDocument(documentId);
      access.forget(documentId);
      await publisher.accessChanged("documentId", documentId);
      await firestore.recursiveDelete(eventsOf(firestore, channelOf(documentChannel, { documentId }).name));
    }
    yield undefined;
  }
}
