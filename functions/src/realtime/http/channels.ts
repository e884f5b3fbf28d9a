import { z } from "zod";
import type { Channel } from "@firecast/contract/core/channel";
import { History, Presence } from "@firecast/contract/realtime";
import { asUser, type Caller } from "../../platform/auth/caller.js";
import { unauthenticated } from "../../platform/auth/refusal.js";
import { ok } from "../../platform/http/answers.js";
import { endpoint, openEndpoint, type Route } from "../../platform/http/endpoint.js";
import { askedChannel, requireReadable, unaskedChannels } from "../askedChannels.js";
import { readHistory } from "../history.js";
import type { LogReader } from "../log/reader.js";
import type { Presence as UserPresence } from "../presence/presence.js";
import { type PublishDeps, publishRoute } from "./publish.js";

export interface ChannelRouteDeps extends PublishDeps {
  reader: LogReader;
  presence: UserPresence;
}

const HistoryQuery = z.object({
  /** Default: the caller's own channels and the global one. */
  channel: z.string().max(400).optional(),
  /** A cursor, or a time; without it, the newest events. */
  since: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const inQuery = { in: "query", pointer: "/channel" } as const;

/** Routes that work on any channel of the catalogue. */
export function channelRoutes(deps: ChannelRouteDeps): Route[] {
  const { access } = deps;
  return [
    publishRoute(deps),

    openEndpoint(
      {
        method: "GET",
        path: "/realtime/history",
        openTo: { anonymous: true },
        summary:
          "Events that a channel still keeps, oldest first: the newest of them, or those since a cursor or a time",
        query: HistoryQuery,
        answer: ok(History),
      },
      async ({ query: { channel: name, since, limit }, caller }) => {
        const channels =
          name === undefined ? ownChannels(deps, caller) : [askedChannel(access, caller, name, inQuery)];
        await requireReadable(access, caller, channels, inQuery);
        return readHistory(deps.reader, channels, since, limit);
      },
    ),

    endpoint(
      {
        method: "GET",
        path: "/realtime/presence",
        summary: "Users connected to a channel",
        query: z.object({ channel: z.string().max(400) }),
        answer: ok(Presence),
      },
      async ({ query, user }) => {
        const channel = askedChannel(access, asUser(user), query.channel, inQuery);
        await requireReadable(access, asUser(user), [channel], inQuery);
        return { channel: channel.name, users: await deps.presence.of(channel) };
      },
    ),
  ];
}

function ownChannels({ access }: ChannelRouteDeps, caller: Caller): Channel[] {
  if (caller.type !== "user") throw unauthenticated();
  return unaskedChannels(access, caller.user.uid);
}
