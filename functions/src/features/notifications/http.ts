import type { Route } from "../../platform/http/endpoint.js";
import type { NotificationsActions } from "./actions.js";
import { blockedRoutes } from "./inbox/blockedHttp.js";
import { inboxRoutes } from "./inbox/http.js";
import { preferencesRoutes } from "./preferences/http.js";

/** The inbox, preferences, devices and traces. */
export const notificationsRoutes = ({ inbox, preferences, push }: NotificationsActions): Route[] => [
  ...inboxRoutes(inbox),
  ...blockedRoutes(inbox),
  ...preferencesRoutes(preferences),
  ...push.routes,
];
