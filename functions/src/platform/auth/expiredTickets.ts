import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldPath,
  type Firestore,
} from "firebase-admin/firestore";
import { z } from "zod";
import { minutes } from "../clock.js";
import { commit } from "../firestore/commit.js";
import { read } from "../firestore/read.js";
import { duePages } from "../jobs/duePages.js";
import type { Work, WorkItem } from "../jobs/work.js";
import { ticketDocument } from "./tickets.js";

const pageSize = 400;
/** Tickets that one commit deletes. */
const perItem = 100;
/** A ticket that has ended by one instance's clock may open a stream by another's. */
const keptFor = minutes(10);

const pages = duePages(z.tuple([z.number(), z.string()]), pageSize);

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
      .select("userExpiresAt");
    const { rows, next } = await pages(
      after,
      async (from, limit) => {
        const page = ended.limit(limit);
        return (await read("expired tickets", (from ? page.startAfter(...from) : page).get())).docs;
      },
      (ticket) => [endOf(ticket), ticket.id],
    );
    const tickets = rows.map(({ ref }) => ref);
    return { items: groupsOf(perItem, tickets), dueSince: rows[0] && endOf(rows[0]), next };
  },
  act: async ({ tickets }) => {
    await commit(firestore, "expired tickets", (batch) => {
      for (const ticket of tickets) batch.delete(ticket);
    });
    return { ticketsRemoved: tickets.length };
  },
});

const endOf = (ticket: DocumentSnapshot): number => Number(ticket.get("userExpiresAt"));

function groupsOf(size: number, all: readonly DocumentReference[]): Tickets[] {
  const groups: Tickets[] = [];
  for (let from = 0; from < all.length; from += size) {
    const tickets = all.slice(from, from + size);
    groups.push({ id: tickets[0]?.id ?? "", tickets });
  }
  return groups;
}
