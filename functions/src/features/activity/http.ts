import { z } from "zod";
import { ActivityPage, ListActivity } from "@firecast/contract/space/activity";
import { Segment } from "@firecast/contract/core/ids";
import { ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import type { SpacesActions } from "../spaces/actions.js";
import { listActivity } from "./listActivity.js";
import type { ActivityStore } from "./store.js";

interface Deps {
  readonly store: ActivityStore;
  readonly spaces: Pick<SpacesActions, "requireMember">;
}

export const activityRoutes = ({ store, spaces }: Deps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/activity",
      summary: "Who did what in the space, the newest first",
      params: z.object({ spaceId: Segment }),
      query: ListActivity,
      answer: ok(ActivityPage),
    },
    async ({ params: { spaceId }, query, user }) => {
      await spaces.requireMember(user.uid, spaceId);
      return listActivity(store, query, spaceId);
    },
  ),

  endpoint(
    {
      method: "GET",
      path: "/activity",
      summary: "Who did what anywhere, the newest first; for operators",
      operator: true,
      query: ListActivity,
      answer: ok(ActivityPage),
    },
    ({ query }) => listActivity(store, query),
  ),
];
