import { type DocumentReference, FieldPath, type Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { minutes } from "../clock.js";
import { commit } from "../firestore/commit.js";
import { listCursor } from "../firestore/listCursor.js";
import { read } from "../firestore/read.js";
import type { Work, WorkItem } from "../jobs/work.js";
import { ticketDocument } from "./tickets.js";

const pageSize = 400;
/** Tickets that one commit deletes. */
const perItem = 100;
/** A ticket that has ended by one instance's clock may open a stream by another's. */
const keptFor = minutes(10);

const place = listCursor(z.tuple([z.number(), z.string()]));

interface Tickets extends WorkItem {
  readonly tickets: readonly DocumentReference[];
}

/** Work of `tool-lifecycle`: tickets that have ended are deleted; they never come back. */
export const expiredTickets = (firestore: Firestore): Work<Tickets> => ({
  job: "tool-lifecycle",
  name: "tickets",
  atOnce: pageSize / perItem,
  page: async ({ slot }, after) => {
    const ended = ticketDocument
      .collection(firestore, {})
      .where("userExpiresAt", "<=", slot - keptFor)
      .orderBy("userExpiresAt")
      .orderBy(FieldPath.documentId())
      .select("userExpiresAt")
      .limit(pageSize);
    const from = after === undefined ? undefined : place.decode(after);
    const { docs } = await read("expired tickets", (from ? ended.startAfter(...from) : ended).get());
    const places = docs.map((ticket): [number, string] => [Number(ticket.get("userExpiresAt")), ticket.id]);
    const last = places.at(-1);
    return {
      items: groupsOf(
        perItem,
        docs.map(({ ref }) => ref),
      ),
      next: last && docs.length === pageSize ? place.encode(last) : undefined,
      dueSince: places[0]?.[0],
    };
  },
  act: async ({ tickets }) => {
    await commit(firestore, "expired tickets", (batch) => {
      for (const ticket of tickets) batch.delete(ticket);
    });
    return { ticketsRemoved: tickets.length };
  },
});

function groupsOf(size: number, all: readonly DocumentReference[]): Tickets[] {
  const groups: Tickets[] = [];
  for (let from = 0; from < all.length; from += size) {
    const tickets = all.slice(from, from + size);
    groups.push({ id: tickets[0]?.id ?? "", tickets });
  }
  return groups;
}
