import { z } from "zod";
import {
  CalendarEvent,
  CreateEvent,
  EventPage,
  ListEvents,
  Rsvp,
  SetRsvp,
} from "@firecast/contract/calendar";
import { Segment } from "@firecast/contract/ids";
import { created, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { CalendarActions } from "./actions.js";

const CalendarPath = z.object({ spaceId: Segment });
const EventPath = z.object({ spaceId: Segment, eventId: Segment });

export const calendarRoutes = (actions: CalendarActions): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/events",
      summary: "The space's events by their start, from now or from a given time on",
      params: CalendarPath,
      query: ListEvents,
      answer: ok(EventPage),
    },
    ({ params, query, user }) => actions.list(user, params.spaceId, query),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/events",
      summary: "Put an event into the space's calendar; the caller is its organizer",
      params: CalendarPath,
      body: CreateEvent,
      answer: created(CalendarEvent),
    },
    ({ params, body, user, request }) => actions.create(user, params.spaceId, body, request),
  ),

  endpoint(
    {
      method: "PUT",
      path: "/spaces/:spaceId/events/:eventId/rsvp",
      summary: "Say whether one comes",
      params: EventPath,
      body: SetRsvp,
      answer: ok(Rsvp),
    },
    ({ params: { spaceId, eventId }, body, user, request }) =>
      actions.answer(user, spaceId, eventId, body.status, request),
  ),
];
