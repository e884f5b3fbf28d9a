import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { Setup, SetupTemplates } from "@firecast/contract/space/setup";
import { answers, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { cancelSetup, retrySetup } from "./changeSetup.js";
import type { SetupDeps } from "./deps.js";
import { shown, shownTemplate } from "./show.js";

const SetupPath = z.object({ spaceId: Segment });
const accepted = answers({ 202: Setup }, (setup: Setup) => ({ status: 202, body: setup }));

export const setupRoutes = (deps: SetupDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/spaces/templates",
      summary: "The templates that a new space can begin with",
      answer: ok(SetupTemplates),
    },
    () => Promise.resolve({ items: deps.templates.map(shownTemplate), nextCursor: null }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/spaces/:spaceId/setup",
      summary: "How far the set-up of a space has come, for its members",
      params: SetupPath,
      answer: ok(Setup),
    },
    async ({ params: { spaceId }, user }) => {
      await deps.spaces.requireMember(user.uid, spaceId);
      return shown(spaceId, (await deps.store.setup(spaceId))?.value);
    },
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/spaces/:spaceId/setup",
      summary: "Cancel the set-up of a space, as its owner: what was set up is taken back",
      params: SetupPath,
      answer: accepted,
    },
    ({ params, user, request }) => cancelSetup(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/spaces/:spaceId/setup/retry",
      summary: "Have a set-up tried again at once that was set aside or waits, as an owner of the space",
      params: SetupPath,
      answer: accepted,
    },
    ({ params, user, request }) => retrySetup(deps, { ...params, user, request }),
  ),
];
