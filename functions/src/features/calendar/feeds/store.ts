import { FieldPath, FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { committer } from "../../../platform/firestore/commit.js";
import { decodedPages } from "../../../platform/firestore/pages.js";
import { read, readDocument, readQuery } from "../../../platform/firestore/read.js";
import { decode } from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { calendarEventDocument, calendarFeedDocument } from "../paths.js";
import { maxFeeds } from "./policy.js";
import { ImportedEvent, StoredFeed } from "./schema.js";

const pageSize = 500;

/** Every read and write of a calendar's feeds, and of the events that come from them. */
export function feedStore(firestore: Firestore, log: Log) {
  const feedAt = (spaceId: string, calendarId: string) =>
    calendarFeedDocument.document(firestore, { spaceId, calendarId });
  const eventAt = ({ spaceId, id: eventId }: Pick<ImportedEvent, "spaceId" | "id">) =>
    calendarEventDocument.document(firestore, { spaceId, eventId });

  return {
    feed: async (spaceId: string, calendarId: string): Promise<StoredFeed | undefined> =>
      (await readDocument(StoredFeed, feedAt(spaceId, calendarId), log))?.value,

    /** All of a space, the oldest first. */
    feeds: async (spaceId: string): Promise<StoredFeed[]> => {
      const feeds = calendarFeedDocument.collection(firestore, { spaceId }).limit(maxFeeds);
      const found = await readQuery(StoredFeed, feeds, "feeds", log);
      return found.map(({ value }) => value).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },

    /** Feeds of all spaces, a page at a time, in the order of their paths. `next` is where the following page begins. */
    everyFeed: async (after: string | undefined, limit: number) => {
      const inOrder = calendarFeedDocument.collectionGroup(firestore).orderBy(FieldPath.documentId());
      const rest = after === undefined ? inOrder : inOrder.startAfter(firestore.doc(after));
      const { docs } = await read("feeds", rest.limit(limit).get());
      return {
        feeds: docs.flatMap((snapshot) => decode(StoredFeed, snapshot, log)?.value ?? []),
        next: docs.length === limit ? docs.at(-1)?.ref.path : undefined,
      };
    },

    /** All that is in the calendar of a feed. */
    imported: async (spaceId: string, calendarId: string): Promise<ImportedEvent[]> => {
      const events = calendarEventDocument
        .collection(firestore, { spaceId })
        .where("calendarId", "==", calendarId);
      const found: ImportedEvent[] = [];
      const options = { what: "imported events", size: pageSize, log };
      for await (const page of decodedPages(ImportedEvent, events, options)) found.push(...page);
      return found;
    },

    createFeed: (batch: WriteBatch, feed: StoredFeed): void => {
      batch.create(feedAt(feed.spaceId, feed.id), feed);
    },

    /** Fails where the feed is gone. */
    updateFeed: (batch: WriteBatch, feed: StoredFeed): void => {
      const gone = FieldValue.delete();
      const { error = gone, etag = gone, lastModified = gone, waitUntil = gone } = feed;
      batch.update(feedAt(feed.spaceId, feed.id), { ...feed, error, etag, lastModified, waitUntil });
    },

    deleteFeed: (batch: WriteBatch, { spaceId, id }: StoredFeed): void => {
      batch.delete(feedAt(spaceId, id), { exists: true });
    },

    /** Fails where the feed is gone: nothing of it comes into the calendar any more. */
    confirmFeed: (batch: WriteBatch, { spaceId, id }: StoredFeed): void => {
      batch.update(feedAt(spaceId, id), { id });
    },

    /** `quiet`: no member is told that it is new. An event that a sync beside this one has put is put once more, as the same. */
    putEvent: (batch: WriteBatch, event: ImportedEvent, quiet: boolean): void => {
      batch.set(eventAt(event), quiet ? { ...event, quiet } : event);
    },

    deleteEvent: (batch: WriteBatch, event: ImportedEvent): void => {
      batch.delete(eventAt(event));
    },

    commit: committer(firestore, "a calendar feed"),
  };
}

export type FeedStore = ReturnType<typeof feedStore>;
