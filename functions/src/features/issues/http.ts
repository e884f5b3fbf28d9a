import { z } from "zod";
import { channelOf } from "@firecast/contract/core/channel";
import { Segment } from "@firecast/contract/core/ids";
import {
  campusHeatmapChannel,
  Heatmap,
  heatmapChannel,
  IssueStatistics,
  issueStatsChannel,
  ReadHeatmap,
} from "@firecast/contract/issues/figures";
import {
  AssignIssue,
  buildingIssuesChannel,
  campusIssuesChannel,
  ChangeIssue,
  CreateIssue,
  Issue,
  IssuePage,
  ListIssues,
  orgIssuesChannel,
  ResolveIssue,
} from "@firecast/contract/issues/issues";
import { created, noContent, ok } from "../../platform/http/answers.js";
import { endpoint, type Route } from "../../platform/http/endpoint.js";
import { type StreamDeps, streamRoute } from "../../realtime/index.js";
import {
  assignIssue,
  changeIssue,
  deleteIssue,
  readIssue,
  reopenIssue,
  resolveIssue,
} from "./changeIssue.js";
import type { IssuesDeps } from "./deps.js";
import { readHeatmap } from "./heatmap/readHeatmap.js";
import { listIssues } from "./listIssues.js";
import { reportIssue } from "./reportIssue.js";
import { organizationOf } from "./rules/rights.js";
import { readStatistics } from "./statistics/readStatistics.js";

const IssuePath = z.object({ issueId: Segment });
const path = "/issues/:issueId";

export const issuesRoutes = (deps: IssuesDeps): Route[] => [
  endpoint(
    {
      method: "GET",
      path: "/issues",
      summary: "The issues of the caller's organization, newest first, by status, place, words and more",
      query: ListIssues,
      answer: ok(IssuePage),
    },
    ({ query, user }) => listIssues(deps, { query, user }),
  ),

  endpoint(
    {
      method: "POST",
      path: "/issues",
      summary: "Report an issue in a building of one's organization",
      body: CreateIssue,
      answer: created(Issue),
    },
    ({ body, user, request }) => reportIssue(deps, { draft: body, user, request }),
  ),

  endpoint(
    { method: "GET", path, summary: "An issue of one's organization", params: IssuePath, answer: ok(Issue) },
    ({ params, user }) => readIssue(deps, { ...params, user }),
  ),

  endpoint(
    {
      method: "PATCH",
      path,
      summary: "Change an issue: as its reporter, or as a manager or admin; its assignee may begin with it",
      params: IssuePath,
      body: ChangeIssue,
      answer: ok(Issue),
    },
    ({ params, body, user, request }) => changeIssue(deps, { ...params, change: body, user, request }),
  ),

  endpoint(
    {
      method: "DELETE",
      path,
      summary: "Delete an issue, as an admin",
      params: IssuePath,
      answer: noContent,
    },
    ({ params, user, request }) => deleteIssue(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: `${path}/assign`,
      summary: "Give an issue to a user of the organization, as a manager or admin",
      params: IssuePath,
      body: AssignIssue,
      answer: ok(Issue),
    },
    ({ params, body, user, request }) => assignIssue(deps, { ...params, ...body, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: `${path}/resolve`,
      summary: "Say how an issue was resolved, as a manager or admin",
      params: IssuePath,
      body: ResolveIssue,
      answer: ok(Issue),
    },
    ({ params, body, user, request }) => resolveIssue(deps, { ...params, ...body, user, request }),
  ),

  endpoint(
    {
      method: "POST",
      path: `${path}/reopen`,
      summary: "Open a resolved issue again, as a manager or admin",
      params: IssuePath,
      answer: ok(Issue),
    },
    ({ params, user, request }) => reopenIssue(deps, { ...params, user, request }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/realtime/heatmap",
      summary: "Where the open issues of the caller's organization are, weighted by severity and age",
      query: ReadHeatmap,
      answer: ok(Heatmap),
    },
    ({ query, user }) => readHeatmap(deps, { query, user }),
  ),

  endpoint(
    {
      method: "GET",
      path: "/realtime/issue-stats",
      summary:
        "How many issues of the caller's organization are open and resolved, of which kind, and since when",
      answer: ok(IssueStatistics),
    },
    ({ user }) => readStatistics(deps, { user }),
  ),
];

const IssueStreamQuery = z.object({ campus: Segment.optional(), building: Segment.optional() });

export const issuesStreams = (deps: StreamDeps): Route[] => [
  streamRoute(
    {
      path: "/realtime/issues/stream",
      summary: "What happens to issues of the caller's organization, or of one campus or building",
      query: IssueStreamQuery,
      channels: (user, _, { campus, building }) => {
        if (building !== undefined) return [channelOf(buildingIssuesChannel, { buildingId: building })];
        if (campus !== undefined) return [channelOf(campusIssuesChannel, { campusId: campus })];
        return [channelOf(orgIssuesChannel, { organizationId: organizationOf(user) })];
      },
    },
    deps,
  ),
  streamRoute(
    {
      path: "/realtime/heatmap/stream",
      summary:
        "Changes of the heatmap of the organization, or of one campus, with all of it first (`snapshot=1`)",
      query: z.object({ campus: Segment.optional() }),
      channels: (user, _, { campus }) => [
        campus === undefined
          ? channelOf(heatmapChannel, { organizationId: organizationOf(user) })
          : channelOf(campusHeatmapChannel, { campusId: campus }),
      ],
    },
    deps,
  ),
  streamRoute(
    {
      path: "/realtime/issue-stats/stream",
      summary: "The organization's figures whenever they change, as they are first (`snapshot=1`)",
      channels: (user) => [channelOf(issueStatsChannel, { organizationId: organizationOf(user) })],
    },
    deps,
  ),
];
