import type { FeatureKit, Manifest } from "../feature.js";
import { type CalendarActions, calendarActions } from "./actions.js";
import { calendarDeps } from "./deps.js";
import { calendarRoutes } from "./http.js";

export const calendar = {
  name: "calendar",
  build: (kit) => {
    const deps = calendarDeps(kit);
    return { name: "calendar", actions: calendarActions(deps), routes: calendarRoutes(deps) };
  },
} satisfies Manifest<FeatureKit, CalendarActions>;
