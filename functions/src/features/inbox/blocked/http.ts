import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Blocked, BlockedList } from "@firecast/contract/notifications/notifications";
import { noContent, ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import { notFound } from "../../../platform/problems.js";
import type { InboxActions } from "../actions.js";

const path = "/profile/blocked/:uid";
const params = z.object({ uid: Segment });

export const blockedRoutes = (inbox: InboxActions): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/profile/blocked",
      summary: "Whom the caller has blocked: at most 1,000",
      answer: ok(BlockedList),
    },
    async ({ user }) => ({ items: await inbox.blocked(user.uid), nextCursor: null }),
  ),

  endpoint(
    {
      method: "GET",
      path,
      params,
      summary: "Whether the caller has blocked a user",
      answer: ok(Blocked),
    },
    async ({ params: { uid }, user }) => {
      const found = (await inbox.blocked(user.uid)).find((blocked) => blocked.uid === uid);
      if (!found) throw notFound();
      return found;
    },
  ),

  endpoint(
    {
      method: "PUT",
      path,
      params,
      summary: "Hear nothing more of a user: no rows, no pushes, but for what is required",
      answer: noContent,
    },
    ({ params: { uid }, user }) => inbox.block(user.uid, uid),
  ),

  endpoint(
    { method: "DELETE", path, params, summary: "Hear of a user again", answer: noContent },
    ({ params: { uid }, user }) => inbox.unblock(user.uid, uid),
  ),
];
