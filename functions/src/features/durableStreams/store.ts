import { FieldPath, type DocumentReference, type Firestore } from "firebase-admin/firestore";
import { commit } from "../../platform/firestore/commit.js";
import { deleteFound } from "../../platform/firestore/deletePages.js";
import { within } from "../../platform/firestore/grpc.js";
import { pages } from "../../platform/firestore/pages.js";
import { readDocument, readQuery } from "../../platform/firestore/read.js";
import { decode, deleteVersion, updateVersion, type Versioned } from "../../platform/firestore/versioned.js";
import { seconds } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import { pageDocument, remainsDocument, streamDocument, uploadDocument } from "./paths.js";
import type { UploadMark } from "./rules/append.js";
import { padded } from "./rules/offset.js";
import type { Page } from "./rules/pages.js";
import { hasRemains, Head, Remains, StoredPage, storedHead, Upload } from "./schema.js";

/** Pages of one read. */
const pagesAtOnce = 12;
const transactionWithin = seconds(8);
/** Streams that a sweep looks at in a query. */
const sweepPage = 50;

export type SeenHead = Versioned<Head>;

/** What a commit adds beside a head: pages, and the end of the uploads that they name. */
export interface Added {
  readonly pages: readonly Page[];
  readonly uploads?: readonly UploadMark[];
}

/** Every read and write of durable streams. */
export function durableStreamsStore(firestore: Firestore, log: Log) {
  const streams = streamDocument.collection(firestore, {});
  const streamAt = (streamKey: string) => streamDocument.document(firestore, { streamKey });
  const pagesOf = (streamId: string) => pageDocument.collection(firestore, { streamId });
  const remainsAt = (streamId: string) => remainsDocument.document(firestore, { streamId });
  const uploadAt = (uploadId: string) => uploadDocument.document(firestore, { uploadId });
  const pageAt = (streamId: string, { end }: Page) => pagesOf(streamId).doc(padded(end));

  return {
    head: (key: string): Promise<SeenHead | undefined> => readDocument(Head, streamAt(key), log),

    /** What a stream holds in pages after a position, in order. */
    pagesAfter: async (streamId: string, position: number): Promise<Page[]> => {
      const after = pagesOf(streamId).orderBy(FieldPath.documentId()).startAfter(padded(position));
      const found = await readQuery(StoredPage, after.limit(pagesAtOnce), "pages of a stream", log);
      return found.map(({ value }) => value);
    },

    /** One commit: the pages that left the head, and the head, if it is still as it was seen. */
    append: (key: string, seen: SeenHead, head: Head, { pages: some, uploads = [] }: Added) =>
      commit(firestore, "append to a stream", (batch) => {
        for (const upload of uploads) deleteVersion(batch, uploadAt(upload.id), upload);
        for (const page of some) batch.set(pageAt(head.id, page), page);
        updateVersion(batch, streamAt(key), seen, { ...storedHead(head) });
      }),

    /** Fails where there is one already. */
    create: (key: string, head: Head, { pages: some, uploads = [] }: Added) =>
      commit(firestore, "create of a stream", (batch) => {
        for (const upload of uploads) deleteVersion(batch, uploadAt(upload.id), upload);
        for (const page of some) batch.set(pageAt(head.id, page), page);
        batch.create(streamAt(key), storedHead(head));
      }),

    /** Notes that it was read. */
    touch: (key: string, seen: SeenHead, { touchedAt, expiry }: Pick<Head, "touchedAt" | "expiry">) =>
      commit(firestore, "touch of a stream", (batch) => {
        updateVersion(batch, streamAt(key), seen, { touchedAt, expiry });
      }),

    /** Heads are read first, then written; runs again where another writer was faster. */
    change: <T>(act: (change: HeadsChange) => Promise<T>): Promise<T> =>
      within(
        transactionWithin,
        "change of streams",
        firestore.runTransaction((transaction) => {
          const get = async (at: DocumentReference) => decode(Head, await transaction.get(at), log)?.value;
          return act({
            head: (key) => get(streamAt(key)),
            remains: async (id) => decode(Remains, await transaction.get(remainsAt(id)), log)?.value,
            put: (key, head, { pages: some, uploads = [] } = { pages: [] }) => {
              for (const { id, version } of uploads)
                transaction.delete(uploadAt(id), { lastUpdateTime: version });
              for (const page of some) transaction.set(pageAt(head.id, page), page);
              transaction.set(streamAt(key), storedHead(head));
            },
            remove: (key, head) => {
              transaction.delete(streamAt(key));
              if (hasRemains(head)) transaction.set(remainsAt(head.id), Remains.parse(head));
            },
            releasedSource: ({ id, hasObjects }) => void transaction.set(remainsAt(id), { id, hasObjects }),
          });
        }),
      ),

    /** Notes that an object is going to be there. */
    noteUpload: (upload: Upload) =>
      commit(firestore, "note of an upload", (batch) => batch.create(uploadAt(upload.id), upload)),

    /** From now on no commit can name the object. A conflict where one has. */
    dropUpload: (upload: UploadMark) =>
      commit(firestore, "drop of an upload", (batch) =>
        updateVersion(batch, uploadAt(upload.id), upload, { isDropped: true }),
      ),

    forgetUpload: async (uploadId: string): Promise<void> => {
      await commit(firestore, "end of an upload", (batch) => batch.delete(uploadAt(uploadId)));
    },

    /** Uploads of before that time that no commit has named. */
    uploadsBefore: (time: number) => {
      const uploads = uploadDocument.collection(firestore, {}).where("at", "<=", time);
      return readQuery(Upload, uploads.limit(sweepPage), "uploads of streams", log);
    },

    /** Deletes the pages of a stream, then what says that they are to be deleted. */
    clear: async (streamId: string): Promise<void> => {
      await deleteFound(firestore, pagesOf(streamId), { what: "pages of a deleted stream" });
      await commit(firestore, "remains of a stream", (batch) => batch.delete(remainsAt(streamId)));
    },

    /** Streams whose time was over then. */
    expired: (now: number) =>
      readQuery(Head, streams.where("expiry", "<=", now).limit(sweepPage), "expired streams", log),

    remains: async (): Promise<Remains[]> => {
      const some = remainsDocument.collection(firestore, {}).limit(sweepPage);
      return (await readQuery(Remains, some, "remains of streams", log)).map(({ value }) => value);
    },

    /** The names of the streams of an owner, or of a space, page by page. */
    namesOf: async function* (field: "owner" | "spaceId", value: string): AsyncGenerator<string[]> {
      const found = streams.where(field, "==", value).select("name");
      for await (const page of pages(found, { what: "streams", size: sweepPage }))
        yield page.map((snapshot) => String(snapshot.get("name")));
    },
  };
}

/** What a change of several heads reads and writes. */
export interface HeadsChange {
  head(key: string): Promise<Head | undefined>;
  remains(id: string): Promise<Remains | undefined>;
  put(key: string, head: Head, added?: Added): void;
  /** Deletes the head, and notes what is left to do. */
  remove(key: string, head: Head): void;
  releasedSource(remains: Remains): void;
}

export type DurableStreamsStore = ReturnType<typeof durableStreamsStore>;
