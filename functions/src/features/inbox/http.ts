import { z } from "zod";
import { channelOf } from "@firecast/contract/core/channel";
import {
  inboxChannel,
  InboxPage,
  InboxPatched,
  ListInbox,
  Notification,
  patchInboxOf,
} from "@firecast/contract/notifications/notifications";
import { ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import { type StreamDeps, streamRoute } from "../../realtime/index.js";
import type { InboxActions } from "./actions.js";

export function inboxRoutes(inbox: InboxActions, { Type }: Pick<NoticeRegistry, "Type">): Route[] {
  const items = z.array(Notification.extend({ type: Type }));

  return [
    endpoint(
      {
        method: "GET",
        path: "/notifications",
        summary: "The caller's inbox, newest first, and its counts",
        query: ListInbox.extend({ type: Type.optional() }),
        answer: ok(InboxPage.extend({ items })),
      },
      ({ query, user }) => inbox.list(user.uid, query),
    ),

    endpoint(
      {
        method: "PATCH",
        path: "/notifications",
        summary: "Mark, archive or snooze notifications: by ids, by filter, or all in the inbox",
        body: patchInboxOf(Type),
        answer: ok(InboxPatched.extend({ items, newer: items.optional() })),
      },
      ({ body, user, request }) => inbox.patch(user.uid, body, request),
    ),
  ];
}

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
