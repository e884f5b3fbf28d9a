import { z } from "zod";
import {
  ChangeSchedule,
  CreateSchedule,
  NewSchedule,
  Schedule,
  SchedulePage,
  ScheduleRunPage,
} from "@firecast/contract/automations/schedules";
import { Segment } from "@firecast/contract/core/ids";
import { created, noContent, ok } from "../../../platform/http/answers.js";
import { endpoint, type Route } from "../../../platform/http/endpoint.js";
import { changeSchedule } from "./changeSchedule.js";
import { createSchedule } from "./createSchedule.js";
import type { SchedulesDeps } from "./deps.js";
import { listRuns, listSchedules, readSchedule } from "./listSchedules.js";
import { removeSchedule } from "./removeSchedule.js";

const ToolPath = z.object({ toolId: Segment });
const SchedulePath = z.object({ toolId: Segment, scheduleId: Segment });

export const scheduleRoutes = (deps: SchedulesDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/tools/:toolId/schedules",
      summary: "What one's own tool does at a time, or again and again; the oldest first",
      params: ToolPath,
      answer: ok(SchedulePage),
    },
    ({ params, user }) => listSchedules(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/tools/:toolId/schedules",
      summary:
        "Have one's own tool do something, once (`at`) or again and again (`cron`), in the caller's name",
      params: ToolPath,
      body: CreateSchedule,
      answer: created(NewSchedule),
    },
    ({ params, body, user, request }) => createSchedule(deps, { ...params, draft: body, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/tools/:toolId/schedules",
      summary: "Take a schedule away (`scheduleId`)",
      params: ToolPath,
      query: z.object({ scheduleId: Segment }),
      answer: noContent,
    },
    ({ params, query, user, request }) => removeSchedule(deps, { ...params, ...query, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/tools/:toolId/schedules/:scheduleId",
      summary: "A schedule, when it fires next, and what became of its last firing",
      params: SchedulePath,
      answer: ok(Schedule),
    },
    ({ params, user }) => readSchedule(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path: "/tools/:toolId/schedules/:scheduleId",
      summary: "Name a schedule, switch it off, or on again, also one that was suspended",
      params: SchedulePath,
      body: ChangeSchedule,
      answer: ok(Schedule),
    },
    ({ params, body, user, request }) => changeSchedule(deps, { ...params, change: body, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path: "/tools/:toolId/schedules/:scheduleId",
      summary: "Take a schedule away",
      params: SchedulePath,
      answer: noContent,
    },
    ({ params, user, request }) => removeSchedule(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/tools/:toolId/schedules/:scheduleId/runs",
      summary: "What became of the last firings of a schedule, the newest first",
      params: SchedulePath,
      answer: ok(ScheduleRunPage),
    },
    ({ params, user }) => listRuns(deps, { ...params, user }),
  ),
];
