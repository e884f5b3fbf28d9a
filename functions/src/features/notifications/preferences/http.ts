import { Preferences } from "@firecast/contract/preferences";
import { ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import type { PreferencesActions } from "./actions.js";

export const preferencesRoutes = (actions: PreferencesActions): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/notifications/preferences",
      summary: "What one wants to be pushed, and when",
      answer: ok(Preferences),
    },
    ({ user }) => actions.of(user),
  ),

  endpoint(
    {
      method: "PUT",
      path: "/notifications/preferences",
      summary: "Say what one wants to be pushed; replaces what was said before",
      body: Preferences,
      answer: ok(Preferences),
    },
    ({ body, user, request }) => actions.put(user, body, request),
  ),
];
