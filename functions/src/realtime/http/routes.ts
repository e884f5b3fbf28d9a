import { Ticket } from "@firecast/contract/realtime";
import type { Tickets } from "../../platform/auth/tickets.js";
import { created } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { unaskedChannels } from "../askedChannels.js";
import { type ChannelRouteDeps, channelRoutes } from "./channels.js";
import { type OperationsRouteDeps, operationsRoutes } from "./operations.js";
import { streamRoute } from "./stream.js";
import type { StreamDeps } from "./streamRequest.js";

export interface RealtimeRouteDeps extends ChannelRouteDeps, StreamDeps, OperationsRouteDeps {
  tickets: Tickets;
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
        anonymous: true,
      },
      deps,
    ),

    streamRoute(
      {
        path: "/realtime/events",
        summary: "The caller's own channels and the global one, and those named in ?channels=",
        channels: ({ uid }) => unaskedChannels(deps.access, uid),
        takesChannels: true,
      },
      deps,
    ),

    endpoint(
      {
        method: "POST",
        path: "/realtime/tickets",
        limit: "tickets",
        limitedUse: true,
        summary:
          "A ticket that opens one stream within 60 s, and that stream again by its ids, for native EventSource",
        answer: created(Ticket),
      },
      ({ user, req }) => deps.tickets.issue(user, req.headers.origin),
    ),

    ...operationsRoutes(deps),
  ];
}
