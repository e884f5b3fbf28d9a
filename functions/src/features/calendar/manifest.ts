import type { FeatureKit, Manifest } from "../feature.js";
import { type CalendarActions, calendarActions } from "./actions.js";
import { calendarRoutes } from "./http.js";

export const calendar = {
  name: "calendar",
  build: (kit) => {
    const actions = calendarActions(kit);
    return { name: "calendar", actions, routes: calendarRoutes(actions) };
  },
} satisfies Manifest<FeatureKit, CalendarActions>;
