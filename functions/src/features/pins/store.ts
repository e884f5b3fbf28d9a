import { type Firestore, type WriteBatch } from "firebase-admin/firestore";
import type { Channel } from "@firecast/contract/core/channel";
import type { Pin } from "@firecast/contract/pins";
import { committer } from "../../platform/firestore/commit.js";
import { pageByTime, type TimePlace } from "../../platform/firestore/pageByTime.js";
import { pages } from "../../platform/firestore/pages.js";
import { read, readDocument, readDocuments, readQuery } from "../../platform/firestore/read.js";
import { decode, putVersion, updateVersion, type Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { readAtHead, type StateAt } from "../../realtime/index.js";
import { pinDocument, viewsDayDocument } from "./paths.js";
import { pinOf, StoredPin, ViewsDay } from "./schema.js";

/** Pins per read where there may be many. */
const pageSize = 50;

/** Every read and write of pins, and of how often they were viewed on which day. Writes go into the caller's batch. */
export function pinsStore(firestore: Firestore, log: Log) {
  const pinAt = (pinId: string) => pinDocument.document(firestore, { pinId });
  const dayAt = (pinId: string, date: string) => viewsDayDocument.document(firestore, { pinId, date });
  const pins = pinDocument.collection(firestore, {});

  return {
    pin: (pinId: string): Promise<Versioned<StoredPin> | undefined> =>
      readDocument(StoredPin, pinAt(pinId), log),

    /** For `?snapshot=1`: the pin at the end of its log. Its views are those of the last announcement, as they are there. */
    pinAtHead: (channel: Channel): Promise<StateAt> =>
      readAtHead(firestore, channel, async (transaction) => {
        const snapshot = await transaction.get(pinAt(channel.params["pinId"] ?? ""));
        const seen = decode(StoredPin, snapshot, log);
        return seen ? [{ key: "pin", data: pinOf(seen.value) }] : [];
      }),

    /** A user's own, newest first. */
    page: (ownerId: string, limit: number, after: TimePlace | undefined) =>
      pageByTime(StoredPin, pins.where("ownerId", "==", ownerId), {
        what: "pins",
        by: "createdAt",
        after,
        limit,
        log,
      }),

    /** Published pins, the most viewed first. */
    mostViewed: async (limit: number): Promise<Pin[]> => {
      const ranking = pins.where("isPublic", "==", true).orderBy("views", "desc").limit(limit);
      return (await readQuery(StoredPin, ranking, "most viewed pins", log)).map(({ value }) => value);
    },

    /** A pin and what is known of the views of a day, in one round trip. */
    viewed: async (pinId: string, date: string) => {
      const documents = [pinAt(pinId), dayAt(pinId, date)];
      const [pin, day] = await read("a pin", firestore.getAll(...documents));
      return { pin: decode(StoredPin, pin, log), day: decode(ViewsDay, day, log) };
    },

    /** One for each date, in their order; undefined for a day without views. */
    days: async (pinId: string, dates: readonly string[]): Promise<(ViewsDay | undefined)[]> =>
      (
        await readDocuments(
          ViewsDay,
          dates.map((date) => dayAt(pinId, date)),
          log,
        )
      ).map((seen) => seen?.value),

    createPin: (batch: WriteBatch, pin: Pin): void => {
      batch.create(pinAt(pin.id), stored(pin));
    },

    /** All but its views. */
    updatePin: (batch: WriteBatch, seen: Versioned<StoredPin>, pin: Pin): void => {
      const { templateVars, isPublic, status, updatedAt } = stored(pin);
      updateVersion(batch, pinAt(pin.id), seen, { templateVars, isPublic, status, updatedAt });
    },

    putViews: (
      batch: WriteBatch,
      seen: Versioned<StoredPin>,
      views: number,
      viewsAt: string,
      day: Versioned<ViewsDay> | undefined,
    ): void => {
      const { id, views: before } = seen.value;
      const date = viewsAt.slice(0, 10);
      updateVersion(batch, pinAt(id), seen, { views, viewsAt });
      putVersion(batch, dayAt(id, date), day, { date, before: day?.value.before ?? before, after: views });
    },

    /** The ids of all pins of a user, page by page. */
    pinsOf: async function* (ownerId: string): AsyncGenerator<string[]> {
      const owned = pins.where("ownerId", "==", ownerId).select();
      for await (const page of pages(owned, { what: "pins", size: pageSize })) yield page.map(({ id }) => id);
    },

    /** The pin with all that lies under it. */
    deletePin: (pinId: string): Promise<void> => firestore.recursiveDelete(pinAt(pinId)),

    commit: committer(firestore, "pins"),
  };
}

export type PinsStore = ReturnType<typeof pinsStore>;

const stored = (pin: Pin) => ({ ...pin, templateVars: JSON.stringify(pin.templateVars) });
