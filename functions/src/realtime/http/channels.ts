import { z } from "zod";
import type { Channel } from "@firecast/contract/channel";
import { History, Presence } from "@firecast/contract/realtime";
import { asUser } from "../../platform/auth/caller.js";
import type { User } from "../../platform/auth/user.js";
import { ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { notFound } from "../../platform/problems.js";
import { readHistory } from "../history.js";
import type { LogReader } from "../log/reader.js";
import type { Presence as UserPresence } from "../presence/presence.js";
import { invalid } from "./invalid.js";
import { type PublishDeps, publishRoute } from "./publish.js";

export interface ChannelRouteDeps extends PublishDeps {
  reader: LogReader;
  presence: UserPresence;
}

const HistoryQuery = z.object({
  channel: z.string().max(400),
  /** A cursor, or a time; without it, from the oldest event kept. */
  since: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

/** Routes that work on any channel of the catalogue. */
export function channelRoutes(deps: ChannelRouteDeps): Route[] {
  return [
    publishRoute(deps),

    endpoint(
      {
        method: "GET",
        path: "/realtime/history",
        summary: "Events that a channel still keeps, oldest first",
        query: HistoryQuery,
        answer: ok(History),
      },
      async ({ query, user }) => {
        const channel = await readable(deps, user, query.channel);
        return readHistory(deps.reader, channel, query.since, query.limit);
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
        const channel = await readable(deps, user, query.channel);
        return { channel: channel.name, users: await deps.presence.of(channel) };
      },
    ),
  ];
}

async function readable({ access }: ChannelRouteDeps, user: User, name: string): Promise<Channel> {
  const channel = access.channelNamed(name);
  if (!channel) throw invalid("query", "/channel", "names no channel of the catalogue");
  if (!(await access.maySubscribe(asUser(user), channel))) throw notFound();
  return channel;
}
