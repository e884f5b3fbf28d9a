import { z } from "zod";
import { channelOf } from "@firecast/contract/channel";
import {
  InboxPage,
  InboxPatched,
  ListInbox,
  PatchInbox,
  inboxChannel,
} from "@firecast/contract/notifications";
import { ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import { type StreamDeps, streamRoute } from "../../../realtime/index.js";
import type { Inbox } from "./actions.js";

export const inboxRoutes = (inbox: Inbox): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/notifications",
      summary: "The caller's inbox, newest first, and its counts",
      query: ListInbox,
      answer: ok(InboxPage),
    },
    ({ query, user }) => inbox.list(user.uid, query),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/notifications",
      summary: "Mark, archive or snooze notifications: by ids, by filter, or all in the inbox",
      body: PatchInbox,
      answer: ok(InboxPatched),
    },
    ({ body, user, request }) => inbox.patch(user.uid, body, request),
  ),
];

export const inboxStream = (deps: StreamDeps): Route =>
  streamRoute(
    {
      path: "/notifications/stream",
      summary: "What happens in the caller's inbox; every event carries the row and the absolute counts",
      params: z.object({}),
      channels: (user) => [channelOf(inboxChannel, { uid: user.uid })],
    },
    deps,
  );
