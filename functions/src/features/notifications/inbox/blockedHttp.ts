import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { Blocked, BlockedList } from "@firecast/contract/notifications";
import { endpoint, noContent, ok, type Route } from "../../../platform/http/endpoint.js";
import { notFound } from "../../../platform/problems.js";
import type { Blocking } from "./blocking.js";

const path = "/profile/blocked/:uid";
const params = z.object({ uid: Segment });

export const blockedRoutes = (inbox: Blocking): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/profile/blocked",
      summary: "Whom the caller has blocked: at most 1,000",
      answers: { 200: BlockedList },
    },
    async ({ user }) => ok({ items: await inbox.blocked(user.uid), nextCursor: null }),
  ),

  endpoint(
    {
      method: "GET",
      path,
      params,
      summary: "Whether the caller has blocked a user",
      answers: { 200: Blocked },
    },
    async ({ params: { uid }, user }) => {
      const found = await inbox.blockedOne(user.uid, uid);
      if (!found) throw notFound();
      return ok(found);
    },
  ),

  endpoint(
    {
      method: "PUT",
      ...{ path, params },
      summary: "Hear nothing more of a user: no rows, no pushes, but for what is required",
      answers: { 204: null },
    },
    async ({ params: { uid }, user }) => {
      await inbox.block(user.uid, uid);
      return noContent();
    },
  ),

  endpoint(
    { method: "DELETE", path, params, summary: "Hear of a user again", answers: { 204: null } },
    async ({ params: { uid }, user }) => {
      await inbox.unblock(user.uid, uid);
      return noContent();
    },
  ),
];
