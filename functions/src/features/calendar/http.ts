import { z } from "zod";
import {
  CalendarEvent,
  ChangeEvent,
  CreateEvent,
  EventPage,
  ListEvents,
  ListRsvps,
  Rsvp,
  RsvpPage,
  SetRsvp,
} from "@firecast/contract/space/calendar";
import { Segment } from "@firecast/contract/core/ids";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { changeEvent, deleteEvent } from "./changeEvent.js";
import { createEvent } from "./createEvent.js";
import type { CalendarDeps } from "./deps.js";
import { listEvents, readEvent } from "./listEvents.js";
import { listRsvps } from "./listRsvps.js";
import { setRsvp } from "./setRsvp.js";

const CalendarPath = z.object({ spaceId: Segment });
const EventPath = z.object({ spaceId: Segment, eventId: Segment });

export const calendarRoutes = (deps: CalendarDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/events",
      summary: "The space's events by their start, from now or from a given time on",
      params: CalendarPath,
      query: ListEvents,
      answer: ok(EventPage),
    },
    ({ params, query, user }) => listEvents(deps, { ...params, query, user }),
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
    ({ params, body, user, request }) => createEvent(deps, { ...params, draft: body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/events/:eventId",
      summary: "An event of the space's calendar, for its members",
      params: EventPath,
      answer: ok(CalendarEvent),
    },
    ({ params, user }) => readEvent(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/spaces/:spaceId/events/:eventId",
      summary: "Change an event: as its organizer, or as an owner or admin; those who come are told",
      params: EventPath,
      body: ChangeEvent,
      answer: ok(CalendarEvent),
    },
    ({ params, body, user, request }) => changeEvent(deps, { ...params, change: body, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/events/:eventId",
      summary: "Withdraw an event: as its organizer, or as an owner or admin; those who come are told",
      params: EventPath,
      answer: noContent,
    },
    ({ params, user, request }) => deleteEvent(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/events/:eventId/rsvps",
      summary: "Who has said whether they come, for members of the space",
      params: EventPath,
      query: ListRsvps,
      answer: ok(RsvpPage),
    },
    ({ params, query, user }) => listRsvps(deps, { ...params, query, user }),
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
    ({ params, body, user, request }) => setRsvp(deps, { ...params, ...body, user, request }),
  ),
];
