import { channelOf } from "@firecast/contract/channel";
import { membersChannel } from "@firecast/contract/spaces";
import type {
  CalendarEvent,
  CreateEvent,
  EventPage,
  ListEvents,
  Rsvp,
  RsvpStatus,
} from "@firecast/contract/calendar";
import type { User } from "../../platform/auth/user.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { pageOf } from "../../platform/firestore/listCursor.js";
import type { Ids } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { notFound } from "../../platform/problems.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { RateLimits } from "../../realtime/index.js";
import type { SpacesActions } from "../spaces/actions.js";
import { eventCursor } from "./cursor.js";
import { calendarStore } from "./store.js";

export interface Deps {
  firebase: Firebase;
  spaces: Pick<SpacesActions, "requireMember">;
  limits: RateLimits;
  clock: Clock;
  ids: Ids;
  log: Log;
}

type Key<Result> = IdempotentRequest<Result> | undefined;

export type CalendarActions = ReturnType<typeof calendarActions>;

/** What can be done in a space's calendar. Whoever is no member of the space gets `not_found`, as if there were none. */
export function calendarActions({ firebase, spaces, limits, clock, ids, log }: Deps) {
  const store = calendarStore(firebase.firestore, log);
  const now = (): string => toTimestamp(clock.now());
  /** The calendar has no channel of its own: its writes draw on the space's bucket. */
  const limit = (user: User, spaceId: string): void => {
    limits.take(user.uid, channelOf(membersChannel, { spaceId }));
  };

  return {
    list: async (user: User, spaceId: string, query: ListEvents): Promise<EventPage> => {
      const after = query.cursor === undefined ? undefined : eventCursor.parse(query.cursor);
      await spaces.requireMember(user.uid, spaceId);
      const found = await store.page(spaceId, query.from ?? now(), after, query.limit);
      return pageOf(
        found,
        query.limit,
        ({ event }) => event,
        ({ position }) => eventCursor.encode(position),
      );
    },

    create: async (
      user: User,
      spaceId: string,
      draft: CreateEvent,
      request: Key<CalendarEvent>,
    ): Promise<CalendarEvent> => {
      limit(user, spaceId);
      await spaces.requireMember(user.uid, spaceId);
      const event = { id: ids.next(), spaceId, ...draft, createdBy: user.uid, createdAt: now() };
      await store.commit((batch) => {
        store.createEvent(batch, event);
        request?.record(batch, event);
      });
      return event;
    },

    /** Giving the same answer again changes nothing, not even its time. */
    answer: (
      user: User,
      spaceId: string,
      eventId: string,
      status: RsvpStatus,
      request: Key<Rsvp>,
    ): Promise<Rsvp> => {
      limit(user, spaceId);
      return retryOnConflict(request, async () => {
        await spaces.requireMember(user.uid, spaceId);
        const { event, rsvp: seen } = await store.answering(spaceId, eventId, user.uid);
        if (!event) throw notFound();
        const same = seen?.value.status === status;
        const rsvp = same ? seen.value : { uid: user.uid, eventId, status, at: now() };
        if (!same || request) {
          await store.commit((batch) => {
            if (!same) store.putRsvp(batch, spaceId, seen, rsvp);
            request?.record(batch, rsvp);
          });
        }
        return rsvp;
      });
    },

    /** For the backend's own use: nobody's right to see it is asked. */
    event: store.event,
    attendees: store.attendees,
  };
}
