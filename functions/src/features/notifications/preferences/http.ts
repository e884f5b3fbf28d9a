import { Preferences } from "@firecast/contract/preferences";
import { endpoint, ok, type Route } from "../../../platform/http/endpoint.js";
import type { PreferencesActions } from "./actions.js";

export const preferencesRoutes = (actions: PreferencesActions): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/notifications/preferences",
      summary: "What one wants to be pushed, and when",
      answers: { 200: Preferences },
    },
    async ({ user }) => ok(await actions.of(user)),
  ),

  endpoint(
    {
      method: "PUT",
      path: "/notifications/preferences",
      summary: "Say what one wants to be pushed; replaces what was said before",
      body: Preferences,
      answers: { 200: Preferences },
    },
    async ({ body, user, keyed }) => ok(await actions.put(user, body, keyed)),
  ),
];
