import { type Firestore, type Query, type WriteBatch } from "firebase-admin/firestore";
import { Document, keptDocumentChanges } from "@firecast/contract/documents";
import type { TextChange } from "@firecast/contract/textChange";
import { committer } from "../../platform/firestore/commit.js";
import { pageByTime, type TimePlace } from "../../platform/firestore/pageByTime.js";
import { pages } from "../../platform/firestore/pages.js";
import { readDocument, readDocuments } from "../../platform/firestore/read.js";
import { updateVersion, type Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { changeDocument, documentDocument } from "./paths.js";
import { type StoredChange, StoredChange as StoredChangeSchema } from "./schema.js";

/** Whose documents a list has. */
export type Shelf = { readonly ownerId: string } | { readonly spaceId: string };

/** Documents per read where there may be many. */
const pageSize = 50;

/** Every read and write of documents and their newest changes. Writes go into the caller's batch. */
export function documentsStore(firestore: Firestore, log: Log) {
  const documentAt = (documentId: string) => documentDocument.document(firestore, { documentId });
  const changeAt = (documentId: string, version: number) =>
    changeDocument.document(firestore, { documentId, version: String(version) });
  const documents = documentDocument.collection(firestore, {});
  const of = (shelf: Shelf): Query =>
    "ownerId" in shelf
      ? documents.where("ownerId", "==", shelf.ownerId)
      : documents.where("spaceId", "==", shelf.spaceId);

  return {
    document: (documentId: string): Promise<Versioned<Document> | undefined> =>
      readDocument(Document, documentAt(documentId), log),

    /** The changes that made these versions, in their order, each undefined if it is not kept any more. */
    changes: async (documentId: string, versions: readonly number[]): Promise<(TextChange | undefined)[]> => {
      const references = versions.map((version) => changeAt(documentId, version));
      return (await readDocuments(StoredChangeSchema, references, log)).map((seen) => seen?.value.ops);
    },

    /** Newest first. */
    page: (shelf: Shelf, limit: number, after: TimePlace | undefined) =>
      pageByTime(Document, of(shelf), { what: "documents", by: "createdAt", after, limit, log }),

    createDocument: (batch: WriteBatch, document: Document): void => {
      batch.create(documentAt(document.id), document);
    },

    /** The next version with the change that made it; the oldest change that is kept goes. */
    putVersion: (
      batch: WriteBatch,
      seen: Versioned<Document>,
      { id, content, version, updatedAt }: Document,
      change: Pick<StoredChange, "ops" | "by">,
    ): void => {
      const stored = { version, ops: JSON.stringify(change.ops), by: change.by, at: updatedAt };
      updateVersion(batch, documentAt(id), seen, { content, version, updatedAt });
      batch.create(changeAt(id, version), stored);
      if (version > keptDocumentChanges + 1) batch.delete(changeAt(id, version - keptDocumentChanges));
    },

    /** All documents of a user, or of a space, page by page. */
    documentsOf: async function* (shelf: Shelf): AsyncGenerator<string[]> {
      for await (const page of pages(of(shelf).select(), { what: "documents", size: pageSize }))
        yield page.map(({ id }) => id);
    },

    /** The document with all that lies under it. */
    deleteDocument: (documentId: string): Promise<void> => firestore.recursiveDelete(documentAt(documentId)),

    commit: committer(firestore, "documents"),
  };
}

export type DocumentsStore = ReturnType<typeof documentsStore>;
