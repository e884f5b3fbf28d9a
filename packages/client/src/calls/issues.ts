import type { z } from "zod";
import type {
  ChangeIssue,
  CreateIssue,
  Issue,
  IssuePage,
  ListIssues,
} from "@firecast/contract/issues/issues";
import type { Heatmap, IssueStatistics } from "@firecast/contract/issues/figures";
import type { BuildingPage, CampusPage } from "@firecast/contract/issues/places";
import { type Caller, pathOf, type WriteOptions } from "./call.js";

/** Issues of the user's organization. */
export const issueCalls = ({ read, write }: Caller) => ({
  list: (query: Partial<ListIssues> = {}) => read<IssuePage>("/api/issues", { ...query }),
  create: (issue: z.input<typeof CreateIssue>, options?: WriteOptions) =>
    write<Issue>("POST", "/api/issues", issue, options),
  get: (issueId: string) => read<Issue>(pathOf`/api/issues/${issueId}`),
  change: (issueId: string, change: z.input<typeof ChangeIssue>, options?: WriteOptions) =>
    write<Issue>("PATCH", pathOf`/api/issues/${issueId}`, change, options),
  assign: (issueId: string, assigneeId: string, options?: WriteOptions) =>
    write<Issue>("POST", pathOf`/api/issues/${issueId}/assign`, { assigneeId }, options),
  resolve: (issueId: string, resolution: string, options?: WriteOptions) =>
    write<Issue>("POST", pathOf`/api/issues/${issueId}/resolve`, { resolution }, options),
  remove: (issueId: string, options?: WriteOptions) =>
    write<undefined>("DELETE", pathOf`/api/issues/${issueId}`, undefined, options),
  /** `bbox`: west,south,east,north in degrees. */
  heatmap: (query: { bbox?: string; zoom?: number } = {}) =>
    read<Heatmap>("/api/realtime/heatmap", { ...query }),
  /** Sites, and what stands on them. */
  campuses: (query: { limit?: number; cursor?: string } = {}) =>
    read<CampusPage>("/api/campuses", { ...query }),
  buildings: (query: { campusId?: string; limit?: number; cursor?: string } = {}) =>
    read<BuildingPage>("/api/buildings", { ...query }),
  statistics: () => read<IssueStatistics>("/api/realtime/issue-stats"),
});
