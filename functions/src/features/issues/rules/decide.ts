import type { ChangeIssue, CreateIssue, Issue } from "@firecast/contract/issues/issues";
import type { Building } from "@firecast/contract/issues/places";
import { moved } from "./transitions.js";

interface Reported {
  readonly id: string;
  readonly reporterId: string;
  readonly at: string;
}

/** When an issue changes, and who changes it. */
export type Stamp = Pick<Issue, "updatedAt" | "updatedBy">;

type Place = Pick<Building, "id" | "campusId" | "organizationId">;

export function newIssue(draft: CreateIssue, building: Place, { id, reporterId, at }: Reported): Issue {
  const { organizationId, campusId } = building;
  const stamp: Stamp = { updatedAt: at, updatedBy: reporterId };
  return { id, organizationId, campusId, ...draft, status: "open", reporterId, createdAt: at, ...stamp };
}

/** `building` is where it is from then on. Undefined where everything is so already. */
export function changed(issue: Issue, change: ChangeIssue, building: Place, stamp: Stamp): Issue | undefined {
  const { title = issue.title, description = issue.description } = change;
  const { category = issue.category, severity = issue.severity } = change;
  const { floor = issue.floor, position = issue.position } = change;
  const { floor: _floor, position: _position, ...rest } = issue;
  const next: Issue = {
    ...{ ...rest, title, description, category, severity },
    buildingId: building.id,
    campusId: building.campusId,
    ...(floor !== null && floor !== undefined && { floor }),
    ...(position !== null && position !== undefined && { position }),
    status: change.status ? moved(issue, "start") : issue.status,
  };
  return isSame(issue, next) ? undefined : { ...next, ...stamp };
}

/** Undefined where it is that user's already, and not begun. */
export function assigned(issue: Issue, assigneeId: string, stamp: Stamp): Issue | undefined {
  const status = moved(issue, "assign");
  if (issue.assigneeId === assigneeId && issue.status === status) return undefined;
  return { ...issue, assigneeId, status, ...stamp };
}

export const resolved = (issue: Issue, resolution: string, stamp: Stamp): Issue => ({
  ...issue,
  status: moved(issue, "resolve"),
  resolution,
  resolvedAt: stamp.updatedAt,
  ...stamp,
});

/** It is with its assignee again, if it has one. */
export function reopened(issue: Issue, stamp: Stamp): Issue {
  const status = moved(issue, "reopen");
  const { resolution: _, resolvedAt: _at, ...rest } = issue;
  const open: Issue = { ...rest, status, ...stamp };
  return open.assigneeId === undefined ? open : { ...open, status: moved(open, "assign") };
}

const isSame = (before: Issue, after: Issue): boolean =>
  JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));

const sorted = (issue: Issue): [string, unknown][] =>
  Object.entries(issue).sort(([a], [b]) => (a < b ? -1 : 1));
