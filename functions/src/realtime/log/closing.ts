import type { Firestore } from "firebase-admin/firestore";
import { commit } from "../../platform/firestore/commit.js";
import { deletePages } from "../../platform/firestore/deletePages.js";
import { createdNow } from "../../platform/firestore/ignoreConflict.js";
import { read } from "../../platform/firestore/read.js";
import { eventAt, eventsOf } from "./event.js";
import { logReader } from "./reader.js";

/** What stands where the next event would go. It has no `seq`, so no read of the log finds it. */
const closed = { closed: true };

/** Whether a log was closed when it ended with `seq`. */
export async function isClosedAfter(firestore: Firestore, channel: string, seq: number): Promise<boolean> {
  const [next] = await read("the end of a log", firestore.getAll(eventAt(firestore, channel, seq + 1)));
  return next?.data()?.["closed"] === true;
}

/**
 * Closes the log of a channel whose thing is deleted: no append that is under way on any instance succeeds any more, with
 * whatever it would have written. An append creates the event after the head that it knows, so the place after the head is
 * taken; and the first place, for appends that find the log empty once `wipeLog` has been there. Safe to repeat.
 */
export async function closeLog(firestore: Firestore, channel: string): Promise<void> {
  const reader = logReader(firestore);
  for (;;) {
    const { seq } = await reader.head(channel);
    const taken = await createdNow(
      commit(firestore, "the end of a log", (batch) => {
        batch.create(eventAt(firestore, channel, seq + 1), closed);
        if (seq > 0) batch.set(eventAt(firestore, channel, 1), closed);
      }),
    );
    if (taken || (await isClosedAfter(firestore, channel, seq))) return;
  }
}

/** Deletes the events of a log that is closed, a page at a time. It stays closed. */
export const wipeLog = (firestore: Firestore, channel: string): AsyncGenerator<undefined> =>
  deletePages(firestore, eventsOf(firestore, channel).where("seq", ">", 0), { what: "events" });

/** Deletes a log with its end. Who appends now begins a new one: for when no append can be under way any more. */
export const removeLog = (firestore: Firestore, channel: string): AsyncGenerator<undefined> =>
  deletePages(firestore, eventsOf(firestore, channel), { what: "events" });
