import { z } from "zod";
import { channelOf } from "@firecast/contract/channel";
import { Health, Ticket, globalChannel } from "@firecast/contract/realtime";
import type { Tickets } from "../../platform/auth/tickets.js";
import { type Clock, toTimestamp } from "../../platform/clock.js";
import { created, ok } from "../../platform/http/answers.js";
import { endpoint, publicEndpoint, type Route } from "../../platform/http/endpoint.js";
import { type ChannelRouteDeps, channelRoutes } from "./channels.js";
import { streamRoute } from "./stream.js";
import type { StreamDeps } from "./streamRequest.js";

export interface RealtimeRouteDeps extends ChannelRouteDeps, StreamDeps {
  tickets: Tickets;
  clock: Clock;
}

/** Everything under `/api/realtime` and `/api/sse`. */
export function realtimeRoutes(deps: RealtimeRouteDeps): Route[] {
  return [
    ...channelRoutes(deps),

    streamRoute(
      {
        path: "/sse/stream",
        summary: "One stream of any channels, named in ?channels=",
        channels: () => [],
        takesChannels: true,
      },
      deps,
    ),

    streamRoute(
      {
        path: "/realtime/events",
        summary: "The caller's own channels and the global one, and those named in ?channels=",
        channels: ({ uid }) => [...deps.access.channelsOf(uid), channelOf(globalChannel, {})],
        takesChannels: true,
      },
      deps,
    ),

    endpoint(
      {
        method: "POST",
        path: "/realtime/tickets",
        limit: "tickets",
        summary:
          "A ticket that opens one stream within 60 s, and that stream again by its ids, for native EventSource",
        answer: created(Ticket),
      },
      ({ user, req }) => deps.tickets.issue(user, req.headers.origin),
    ),

    ...["/realtime/health", "/sse/health"].map((path) =>
      publicEndpoint(
        {
          method: "GET",
          path,
          summary: "Whether this instance is well",
          query: z.object({}),
          answer: ok(Health),
        },
        () =>
          Promise.resolve({
            status: "ok" as const,
            streams: deps.sessions.count,
            at: toTimestamp(deps.clock.now()),
          }),
      ),
    ),
  ];
}
