import type { ToolsDeps } from "../deps.js";
import { type SchedulesKit, schedulesDeps } from "./deps.js";
import { scheduleRoutes } from "./http.js";
import { forgetSchedules } from "./removeSchedule.js";
import { schedulesWork } from "./work.js";

/** The part of tools that acts by itself. */
export function toolSchedules(kit: SchedulesKit, tools: ToolsDeps) {
  const deps = schedulesDeps(kit, tools);
  return {
    routes: scheduleRoutes(deps),
    work: schedulesWork(deps),
    forgetUser: (uid: string) => forgetSchedules(deps.store, uid),
  };
}
