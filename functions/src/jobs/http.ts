import { z } from "zod";
import { JobAnswer, JobName, JobRunPage, ListJobRuns } from "@firecast/contract/jobs";
import { ok } from "../platform/http/answers.js";
import { endpoint, openEndpoint, type Route } from "../platform/http/endpoint.js";
import type { Jobs } from "./jobs.js";

const JobPath = z.object({ job: JobName });

export const jobsRoutes = (jobs: Jobs): Route[] => [
  openEndpoint(
    {
      method: "POST",
      path: "/cron/:job",
      summary: "Run a job now, for the scheduler: a slot of its own, beside those of the schedule",
      params: JobPath,
      openTo: { services: true, scheduler: true, users: false },
      answer: ok(JobAnswer),
    },
    ({ params, request }) => jobs.called(params.job, request),
  ),

  endpoint(
    {
      method: "GET",
      path: "/cron/runs",
      summary: "The runs of jobs of the last 30 days, for operators",
      query: ListJobRuns,
      operator: true,
      answer: ok(JobRunPage),
    },
    ({ query }) => jobs.runs(query),
  ),
];
