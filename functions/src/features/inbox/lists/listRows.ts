import type { Timestamp as FirestoreTimestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import type { Counts, InboxPage, ListInbox } from "@firecast/contract/notifications/notifications";
import type { Clock } from "../../../platform/clock.js";
import { listCursor, pageOf } from "../../../platform/firestore/listCursor.js";
import { findRows } from "./findRows.js";
import { countsAt } from "../rules/counts.js";
import { isExpired, type Item, type Place, toWire } from "../schema.js";
import { emptyInbox, type InboxState } from "../state.js";
import type { InboxStore } from "../store.js";

interface Deps {
  store: Pick<InboxStore, "state" | "page" | "touchedAfter">;
  clock: Clock;
}

const cursor = listCursor(z.tuple([Timestamp, Segment]));

export const countsOf = async ({ store, clock }: Deps, uid: string): Promise<Counts> =>
  countsAt((await store.state(uid))?.value ?? emptyInbox, clock.now());

/**
 * A page of rows and the counts. The rows are never older than the version that comes with them: a client that says "read up
 * to this version" has seen what it speaks of. @throws Problem `invalid_request` for a cursor of another list.
 */
export async function listRows(deps: Deps, uid: string, query: ListInbox): Promise<InboxPage> {
  const { store, clock } = deps;
  const [stored, seen] = await Promise.all([rowsOf(deps, uid, query), store.state(uid)]);
  const state = seen?.value ?? emptyInbox;
  const isOlder = seen && stored.readFrom && seen.version.valueOf() > stored.readFrom.valueOf();
  const { found } = isOlder || state.marks.length > 0 ? await rowsOf(deps, uid, query, state) : stored;
  const page = pageOf(found, query.limit, toWire, ({ listedAt, id }) => cursor.encode([listedAt, id]));
  return { ...page, counts: countsAt(state, clock.now()) };
}

/** One more than a page, if there are more. Expired rows may still be stored: they are read over. */
async function rowsOf({ store, clock }: Deps, uid: string, query: ListInbox, state?: InboxState) {
  const { unread, type, spaceId, limit } = query;
  const found: Item[] = [];
  let after = query.cursor === undefined ? undefined : positionOf(query.cursor);
  let readFrom: FirestoreTimestamp | undefined;
  for (;;) {
    const wanted = { place: placeOf(query), unread, type, spaceId, after, limit: limit + 1 };
    const { items, next, readTime } = await findRows(store, uid, wanted, state);
    readFrom ??= readTime;
    found.push(...items.filter((item) => !isExpired(item, clock.now())));
    if (!next || found.length > limit) return { found, readFrom };
    after = next;
  }
}

function positionOf(text: string) {
  const [listedAt, id] = cursor.parse(text);
  return { listedAt, id };
}

function placeOf({ archived, snoozed }: ListInbox): Place {
  if (archived === true) return "archived";
  return snoozed === true ? "snoozed" : "inbox";
}
