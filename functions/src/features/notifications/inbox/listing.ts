import type { Timestamp as FirestoreTimestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/ids";
import type { Counts, InboxPage, ListInbox } from "@firecast/contract/notifications";
import type { Clock } from "../../../platform/clock.js";
import { Problem } from "../../../platform/problems.js";
import { countsAt, emptyInbox, type InboxState } from "./counts.js";
import type { FindRows } from "./finding.js";
import { isExpired, type Item, type Place, toWire } from "./item.js";
import type { InboxStore, Position } from "./store.js";

const Cursor = z.tuple([Timestamp, Segment]);

export function listing(store: Pick<InboxStore, "state">, find: FindRows, clock: Clock) {
  const counts = async (uid: string): Promise<Counts> =>
    countsAt((await store.state(uid))?.value ?? emptyInbox, clock.now());

  /** Expired rows may still be stored: they are read over. */
  const rows = async (uid: string, query: ListInbox, state?: InboxState) => {
    const { unread, type, spaceId, limit } = query;
    const found: Item[] = [];
    let after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    let readFrom: FirestoreTimestamp | undefined;
    for (;;) {
      const wanted = { place: placeOf(query), unread, type, spaceId, after, limit: limit + 1 };
      const { items, next, readTime } = await find(uid, wanted, state);
      readFrom ??= readTime;
      found.push(...items.filter((item) => !isExpired(item, clock.now())));
      if (!next || found.length > limit) return { found, readFrom };
      after = next;
    }
  };

  return {
    counts,
    /**
     * The rows are never older than the version that comes with them: who says "read up to this version" has seen what it
     * speaks of.
     */
    list: async (uid: string, query: ListInbox): Promise<InboxPage> => {
      const [stored, seen] = await Promise.all([rows(uid, query), store.state(uid)]);
      const state = seen?.value ?? emptyInbox;
      const isOlder = seen && stored.readFrom && seen.version.valueOf() > stored.readFrom.valueOf();
      const { found } = isOlder || state.marks.length > 0 ? await rows(uid, query, state) : stored;
      const shown = found.slice(0, query.limit);
      const last = shown.at(-1);
      const nextCursor = last && found.length > query.limit ? encodeCursor(last) : null;
      return { items: shown.map(toWire), nextCursor, counts: countsAt(state, clock.now()) };
    },
  };
}

function placeOf({ archived, snoozed }: ListInbox): Place {
  if (archived === true) return "archived";
  return snoozed === true ? "snoozed" : "inbox";
}

const encodeCursor = ({ listedAt, id }: Position): string =>
  Buffer.from(JSON.stringify([listedAt, id])).toString("base64url");

function decodeCursor(text: string): Position {
  try {
    const [listedAt, id] = Cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return { listedAt, id };
  } catch {
    throw new Problem("invalid_request", {
      errors: [{ in: "query", pointer: "/cursor", detail: "is not a cursor of this list" }],
    });
  }
}
