import { FieldPath, FieldValue, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import { CalendarEvent, Rsvp } from "@firecast/contract/space/calendar";
import { toTimestamp } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { deleteFound } from "../../platform/firestore/deletePages.js";
import { decodedPages, pages } from "../../platform/firestore/pages.js";
import { read, readDocument } from "../../platform/firestore/read.js";
import {
  decode,
  deleteVersion,
  putVersion,
  updateVersion,
  type Versioned,
} from "../../platform/firestore/versioned.js";
import { causedBy, depthOf } from "../../platform/happenings/causedDepth.js";
import type { Span } from "../../platform/happenings/listener.js";
import type { Log } from "../../platform/log.js";
import { calendarEventDocument, rsvpDocument } from "./paths.js";

/** The start and the id of an event: what its place in the order is. */
export type EventPosition = [startsAt: string, id: string];

/** Answers per read: their uids are looked up as members in one read, too. */
const pageSize = 200;

/** Every read and write of a space's calendar. */
export function calendarStore(firestore: Firestore, log: Log) {
  const eventAt = (spaceId: string, eventId: string) =>
    calendarEventDocument.document(firestore, { spaceId, eventId });
  const rsvpAt = (spaceId: string, eventId: string, uid: string) =>
    rsvpDocument.document(firestore, { spaceId, eventId, uid });

  const commit = committer(firestore, "a calendar");
  const versionedEvent = (spaceId: string, eventId: string): Promise<Versioned<CalendarEvent> | undefined> =>
    readDocument(CalendarEvent, eventAt(spaceId, eventId), log);

  /** Deletes the answers to an event that is gone. Safe to repeat. */
  const deleteRsvps = (spaceId: string, eventId: string): Promise<void> =>
    deleteFound(firestore, rsvpDocument.collection(firestore, { spaceId, eventId }), { what: "answers" });

  return {
    versionedEvent,

    event: async (spaceId: string, eventId: string): Promise<CalendarEvent | undefined> =>
      (await versionedEvent(spaceId, eventId))?.value,

    /** One more than `limit` if there are more; an unreadable one has its position and no event. */
    page: async (spaceId: string, from: string, after: EventPosition | undefined, limit: number) => {
      const inOrder = calendarEventDocument
        .collection(firestore, { spaceId })
        .where("startsAt", ">=", from)
        .orderBy("startsAt")
        .orderBy(FieldPath.documentId())
        .limit(limit + 1);
      const query = after ? inOrder.startAfter(...after) : inOrder;
      const { docs } = await read("a calendar", query.get());
      return docs.map((snapshot) => ({
        position: [String(snapshot.get("startsAt")), snapshot.id] satisfies EventPosition,
        event: decode(CalendarEvent, snapshot, log)?.value,
      }));
    },

    /** Events by their start, each with how many rules lie between it and a user. */
    startingBetween: async (spaceId: string, { after, until, limit }: Span) => {
      const query = calendarEventDocument
        .collection(firestore, { spaceId })
        .where("startsAt", ">", toTimestamp(after))
        .where("startsAt", "<=", toTimestamp(until))
        .orderBy("startsAt")
        .limit(limit);
      const { docs } = await read("a calendar", query.get());
      return docs.flatMap((snapshot) => {
        const seen = decode(CalendarEvent, snapshot, log);
        return seen ? [{ event: seen.value, depth: depthOf(snapshot.data()) }] : [];
      });
    },

    /** An event and what a user has answered to it, in one round trip. */
    answering: async (spaceId: string, eventId: string, uid: string) => {
      const documents = [eventAt(spaceId, eventId), rsvpAt(spaceId, eventId, uid)];
      const [event, rsvp] = await read("an event", firestore.getAll(...documents));
      return { event: decode(CalendarEvent, event, log)?.value, rsvp: decode(Rsvp, rsvp, log) };
    },

    /** By the user's id, one more than `limit` if there are more; an unreadable one has its user and no answer. */
    rsvps: async (spaceId: string, eventId: string, after: string | undefined, limit: number) => {
      const byUser = rsvpDocument
        .collection(firestore, { spaceId, eventId })
        .orderBy(FieldPath.documentId())
        .limit(limit + 1);
      const query = after === undefined ? byUser : byUser.startAfter(after);
      const { docs } = await read("answers", query.get());
      return docs.map((snapshot) => ({ uid: snapshot.id, rsvp: decode(Rsvp, snapshot, log)?.value }));
    },

    /** uids of the users who answered yes or maybe, page by page. */
    attendees: async function* (spaceId: string, eventId: string): AsyncGenerator<string[]> {
      const coming = rsvpDocument
        .collection(firestore, { spaceId, eventId })
        .where("status", "in", ["yes", "maybe"]);
      const options = { what: "answers", size: pageSize, log };
      for await (const page of decodedPages(Rsvp, coming, options)) yield page.map(({ uid }) => uid);
    },

    /** `depth`: how many rules lie between it and a user. */
    createEvent: (batch: WriteBatch, event: CalendarEvent, depth?: number): void => {
      batch.create(eventAt(event.spaceId, event.id), { ...event, ...causedBy(depth) });
    },

    updateEvent: (batch: WriteBatch, seen: Versioned<CalendarEvent>, event: CalendarEvent): void => {
      const { endsAt = FieldValue.delete() } = event;
      updateVersion(batch, eventAt(event.spaceId, event.id), seen, { ...event, endsAt });
    },

    deleteEvent: (batch: WriteBatch, seen: Versioned<CalendarEvent>): void => {
      deleteVersion(batch, eventAt(seen.value.spaceId, seen.value.id), seen);
    },

    deleteRsvps,

    /** Deletes the calendar of a space that is deleted. `also`: what goes with each event, in the same commit. */
    forgetSpace: async function* (
      spaceId: string,
      also: (batch: WriteBatch, eventId: string) => void,
    ): AsyncGenerator<undefined> {
      const events = calendarEventDocument.collection(firestore, { spaceId });
      for await (const page of pages(events, { what: "events", size: pageSize })) {
        for (const { id } of page) await deleteRsvps(spaceId, id);
        await commit((batch) =>
          page.forEach(({ ref, id }) => {
            batch.delete(ref);
            also(batch, id);
          }),
        );
        yield undefined;
      }
    },

    putRsvp: (batch: WriteBatch, spaceId: string, seen: Versioned<Rsvp> | undefined, rsvp: Rsvp): void => {
      putVersion(batch, rsvpAt(spaceId, rsvp.eventId, rsvp.uid), seen, rsvp);
    },

    commit,
  };
}

export type CalendarStore = ReturnType<typeof calendarStore>;
