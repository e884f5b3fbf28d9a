import type { z } from "zod";
import { FieldPath, FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { committer } from "../../../platform/firestore/commit.js";
import { pages } from "../../../platform/firestore/pages.js";
import { read, readDocument, readQuery } from "../../../platform/firestore/read.js";
import {
  createClaimed,
  decode,
  deleteVersion,
  putVersion,
  updateVersion,
  type Versioned,
} from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { calendarEventDocument, calendarFeedDocument, feedListDocument } from "../paths.js";
import { maxFeeds, turnOf } from "./policy.js";
import { FeedIds, ImportedEvent, StoredFeed } from "./schema.js";
import type { FeedRef } from "./wakeUps.js";

const pageSize = 500;

/** Every read and write of a calendar's feeds, and of the events that come from them. */
export function feedStore(firestore: Firestore, log: Log) {
  const feedAt = (spaceId: string, calendarId: string) =>
    calendarFeedDocument.document(firestore, { spaceId, calendarId });
  const listAt = (spaceId: string) => feedListDocument.document(firestore, { spaceId });
  const eventAt = ({ spaceId, id: eventId }: Pick<ImportedEvent, "spaceId" | "id">) =>
    calendarEventDocument.document(firestore, { spaceId, eventId });

  const commit = committer(firestore, "a calendar feed");

  return {
    feed: (spaceId: string, calendarId: string): Promise<Versioned<StoredFeed> | undefined> =>
      readDocument(StoredFeed, feedAt(spaceId, calendarId), log),

    /** All of a space, the oldest first. */
    feeds: async (spaceId: string): Promise<StoredFeed[]> => {
      const feeds = calendarFeedDocument.collection(firestore, { spaceId }).limit(maxFeeds);
      const found = await readQuery(StoredFeed, feeds, "feeds", log);
      return found.map(({ value }) => value).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },

    /** Which feeds a space has: as many as this says. */
    list: (spaceId: string): Promise<Versioned<z.infer<typeof FeedIds>> | undefined> =>
      readDocument(FeedIds, listAt(spaceId), log),

    putList: (
      batch: WriteBatch,
      spaceId: string,
      seen: Versioned<unknown> | undefined,
      ids: readonly string[],
    ): void => {
      putVersion(batch, listAt(spaceId), seen, { ids });
    },

    /**
     * Feeds of all spaces that have one of these turns, a page at a time, in the order of their paths. `next` is where the following
     * page begins.
     */
    everyFeed: async (turns: readonly number[] | undefined, after: string | undefined, limit: number) => {
      const all = calendarFeedDocument.collectionGroup(firestore);
      const inOrder = (turns ? all.where("turn", "in", turns) : all).orderBy(FieldPath.documentId());
      const rest = after === undefined ? inOrder : inOrder.startAfter(firestore.doc(after));
      const { docs } = await read("feeds", rest.limit(limit).get());
      return {
        feeds: docs.flatMap((snapshot) => decode(StoredFeed, snapshot, log) ?? []),
        next: docs.length === limit ? docs.at(-1)?.ref.path : undefined,
      };
    },

    /** All that is in the calendar of a feed. */
    imported: async (spaceId: string, calendarId: string): Promise<Versioned<ImportedEvent>[]> => {
      const events = calendarEventDocument
        .collection(firestore, { spaceId })
        .where("calendarId", "==", calendarId);
      const found: Versioned<ImportedEvent>[] = [];
      for await (const page of pages(events, { what: "imported events", size: pageSize }))
        found.push(...page.flatMap((snapshot) => decode(ImportedEvent, snapshot, log) ?? []));
      return found;
    },

    createFeed: (batch: WriteBatch, feed: StoredFeed): void => {
      batch.create(feedAt(feed.spaceId, feed.id), { ...feed, turn: turnOf(feed) });
    },

    updateFeed: (batch: WriteBatch, seen: Versioned<StoredFeed>, feed: StoredFeed): void => {
      const gone = FieldValue.delete();
      const { error = gone, etag = gone, lastModified = gone, waitUntil = gone } = feed;
      const fields = { ...feed, error, etag, lastModified, waitUntil, turn: turnOf(feed) };
      updateVersion(batch, feedAt(feed.spaceId, feed.id), seen, fields);
    },

    deleteFeed: (batch: WriteBatch, seen: Versioned<StoredFeed>): void => {
      deleteVersion(batch, feedAt(seen.value.spaceId, seen.value.id), seen);
    },

    /**
     * Fails where the feed is not as it was seen. It is written as it is, which leaves its version as it is, too
     * (`WriteResult.update_time` in https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1).
     */
    confirmFeed: (batch: WriteBatch, seen: Versioned<StoredFeed>): void => {
      const { spaceId, id } = seen.value;
      updateVersion(batch, feedAt(spaceId, id), seen, { id });
    },

    /** Fails where the feed is there again. */
    confirmNoFeed: (batch: WriteBatch, { spaceId, calendarId }: FeedRef): void => {
      batch.delete(feedAt(spaceId, calendarId), { exists: false });
    },

    /** `announced`: users get a notification of it. */
    createEvent: (batch: WriteBatch, event: ImportedEvent, { announced }: { announced: boolean }): void => {
      createClaimed(batch, eventAt(event), announced ? event : { ...event, unannounced: true });
    },

    updateEvent: (batch: WriteBatch, seen: Versioned<ImportedEvent>, event: ImportedEvent): void => {
      const { endsAt = FieldValue.delete() } = event;
      updateVersion(batch, eventAt(event), seen, { ...event, endsAt });
    },

    deleteEvent: (batch: WriteBatch, seen: Versioned<ImportedEvent>): void => {
      deleteVersion(batch, eventAt(seen.value), seen);
    },

    /** Deletes the feeds of a space that is deleted. `also`: what goes with each, in the same commit. */
    forgetSpace: async (
      spaceId: string,
      also: (batch: WriteBatch, feed: StoredFeed) => void,
    ): Promise<void> => {
      const feeds = calendarFeedDocument.collection(firestore, { spaceId });
      for await (const page of pages(feeds, { what: "feeds", size: pageSize / 5 }))
        await commit((batch) =>
          page.forEach((snapshot) => {
            batch.delete(snapshot.ref);
            const feed = decode(StoredFeed, snapshot, log)?.value;
            if (feed) also(batch, feed);
          }),
        );
      await commit((batch) => {
        batch.delete(listAt(spaceId));
      });
    },

    commit,
  };
}

export type FeedStore = ReturnType<typeof feedStore>;
