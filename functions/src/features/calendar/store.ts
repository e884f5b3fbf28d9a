import { FieldPath, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { CalendarEvent, Rsvp } from "@firecast/contract/calendar";
import { seconds } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { within } from "../../platform/firestore/grpc.js";
import type { Log } from "../../platform/log.js";
import { pages } from "../../platform/firestore/pages.js";
import { claimOnce, decode, type Versioned } from "../../platform/firestore/versioned.js";
import type { Place } from "./cursor.js";

const readWithin = seconds(5);
/** Answers per read: their uids are looked up as members in one read, too. */
const pageSize = 200;

/** Every read and write of a space's calendar. Not `events`: a collection of that name is a channel's log. */
export function calendarStore(firestore: Firestore, log: Log) {
  const calendarOf = (spaceId: string) => firestore.collection(`spaces/${spaceId}/calendar`);
  const eventAt = (spaceId: string, eventId: string) => calendarOf(spaceId).doc(eventId);
  const rsvpsOf = (spaceId: string, eventId: string) => eventAt(spaceId, eventId).collection("rsvps");

  return {
    event: async (spaceId: string, eventId: string): Promise<CalendarEvent | undefined> => {
      const read = eventAt(spaceId, eventId).get();
      return decode(CalendarEvent, await within(readWithin, "read of an event", read), log)?.value;
    },

    /** One more than `limit` if there are more; an unreadable one has its place and no event. */
    page: async (spaceId: string, from: string, after: Place | undefined, limit: number) => {
      const inOrder = calendarOf(spaceId)
        .where("startsAt", ">=", from)
        .orderBy("startsAt")
        .orderBy(FieldPath.documentId())
        .limit(limit + 1);
      const query = after ? inOrder.startAfter(after.startsAt, after.id) : inOrder;
      const { docs } = await within(readWithin, "read of a calendar", query.get());
      return docs.map((snapshot) => ({
        place: { startsAt: String(snapshot.get("startsAt")), id: snapshot.id },
        event: decode(CalendarEvent, snapshot, log)?.value,
      }));
    },

    /** An event and what a user has answered to it, in one round trip. */
    answering: async (spaceId: string, eventId: string, uid: string) => {
      const documents = [eventAt(spaceId, eventId), rsvpsOf(spaceId, eventId).doc(uid)];
      const [event, rsvp] = await within(readWithin, "read of an event", firestore.getAll(...documents));
      return { event: decode(CalendarEvent, event, log)?.value, rsvp: decode(Rsvp, rsvp, log) };
    },

    /** Who answered yes or maybe, page by page. */
    attendees: async function* (spaceId: string, eventId: string): AsyncGenerator<string[]> {
      const coming = rsvpsOf(spaceId, eventId).where("status", "in", ["yes", "maybe"]);
      for await (const page of pages(coming, "answers", pageSize)) {
        yield page.flatMap((snapshot) => decode(Rsvp, snapshot, log)?.value.uid ?? []);
      }
    },

    createEvent: (batch: WriteBatch, event: CalendarEvent): void => {
      batch.create(eventAt(event.spaceId, event.id), event);
    },

    putRsvp: (batch: WriteBatch, spaceId: string, seen: Versioned<Rsvp> | undefined, rsvp: Rsvp): void => {
      const reference = rsvpsOf(spaceId, rsvp.eventId).doc(rsvp.uid);
      claimOnce(batch, reference);
      if (seen) batch.update(reference, rsvp, { lastUpdateTime: seen.version });
      else batch.create(reference, rsvp);
    },

    commit: committer(firestore, "a calendar"),
  };
}
