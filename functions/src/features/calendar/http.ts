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
import { created, endpoint, ok, type Route } from "../../platform/http/endpoint.js";
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
      answers: { 200: EventPage },
    },
    async ({ params, query, user }) => ok(await actions.list(user, params.spaceId, query)),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/events",
      summary: "Put an event into the space's calendar; the caller is its organizer",
      params: CalendarPath,
      body: CreateEvent,
      answers: { 201: CalendarEvent },
    },
    async ({ params, body, user, keyed }) => created(await actions.create(user, params.spaceId, body, keyed)),
  ),

  endpoint(
    {
      method: "PUT",
      path: "/spaces/:spaceId/events/:eventId/rsvp",
      summary: "Say whether one comes",
      params: EventPath,
      body: SetRsvp,
      answers: { 200: Rsvp },
    },
    async ({ params: { spaceId, eventId }, body, user, keyed }) =>
      ok(await actions.answer(user, spaceId, eventId, body.status, keyed)),
  ),
];
