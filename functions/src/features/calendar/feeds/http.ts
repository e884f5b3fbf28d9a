import { z } from "zod";
import { AddFeed, CalendarFeed, FeedList } from "@firecast/contract/space/calendarFeeds";
import { Segment } from "@firecast/contract/core/ids";
import { created, noContent, ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import { addFeed } from "./addFeed.js";
import type { FeedsDeps } from "./deps.js";
import { listFeeds, showFeed } from "./listFeeds.js";
import { removeFeed } from "./removeFeed.js";

const FeedsPath = z.object({ spaceId: Segment });
const FeedPath = z.object({ spaceId: Segment, calendarId: Segment });

export const feedRoutes = (deps: FeedsDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/calendars",
      summary: "The external iCalendar feeds whose events are in the space's calendar",
      params: FeedsPath,
      answer: ok(FeedList),
    },
    ({ params, user }) => listFeeds(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/calendars",
      summary:
        "Add an external iCalendar feed, as an owner or admin; its events come soon, and follow the feed",
      params: FeedsPath,
      body: AddFeed,
      answer: created(CalendarFeed),
    },
    ({ params, body, user, request }) => addFeed(deps, { ...params, draft: body, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/calendars/:calendarId",
      summary: "A feed, and what the last look at it came to",
      params: FeedPath,
      answer: ok(CalendarFeed),
    },
    ({ params, user }) => showFeed(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/calendars/:calendarId",
      summary: "Take a feed away, as an owner or admin, and with it its events",
      params: FeedPath,
      answer: noContent,
    },
    ({ params, user, request }) => removeFeed(deps, { ...params, user, request }),
  ),
];
