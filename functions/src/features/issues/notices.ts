import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { type Issue, Severity } from "@firecast/contract/issues/issues";
import { days, minutes } from "../../platform/clock.js";
import { clip } from "../../platform/notices/clip.js";
import type { Notice } from "../../platform/notices/notice.js";
import { noticeType } from "../../platform/notices/noticeType.js";
import { Name } from "../../platform/notices/payload.js";
import { tell, users } from "../../platform/notices/tell.js";

const ofIssue = { issueId: Segment, issueTitle: Name, severity: Severity };
const example = { issueId: "i1", issueTitle: "The lift is stuck", severity: "high" } as const;
const issueUrl = (issueId: string): string => `/issues/${issueId}`;

export const issueAssigned = noticeType({
  type: "issue_assigned",
  category: "issues",
  push: true,
  required: false,
  urgency: "normal",
  ttlMs: days(14),
  pushTtlMs: days(1),
  collapse: ({ issueId }) => `issue-${issueId}`,
  payload: z.object(ofIssue),
  render: ({ issueId, issueTitle, severity }, _, name) => ({
    title: `${name} gave you an issue`,
    body: `${issueTitle} (${severity})`,
    actionUrl: issueUrl(issueId),
  }),
  example,
});

export const issueResolved = noticeType({
  type: "issue_resolved",
  category: "issues",
  push: true,
  required: false,
  urgency: "low",
  ttlMs: days(14),
  pushTtlMs: days(1),
  collapse: ({ issueId }) => `issue-${issueId}`,
  batch: { key: ({ issueId }) => issueId, windowMs: minutes(10) },
  payload: z.object(ofIssue),
  render: ({ issueId, issueTitle }, _, name) => ({
    title: `${issueTitle} is resolved`,
    body: `${name} resolved it.`,
    actionUrl: issueUrl(issueId),
  }),
  example,
});

export const issueTypes = [issueAssigned, issueResolved];

/** An issue's document was written. */
export interface IssueChange {
  readonly before: Issue | undefined;
  readonly after: Issue;
  readonly at: string;
}

const of = ({ id, title, severity }: Issue) => ({
  issueId: id,
  issueTitle: clip(title),
  severity,
});

/** Its new assignee hears of it, and its reporter and assignee when it is resolved: but for who did that. */
export function noticesOf({ before, after, at }: IssueChange): Notice[] {
  const { id, status, assigneeId, reporterId, updatedBy: actor } = after;
  if (status === "resolved" && before?.status !== "resolved") {
    const audience = users(...new Set([reporterId, ...(assigneeId === undefined ? [] : [assigneeId])]));
    return tell(issueResolved, {
      cause: `issues/${id} resolved ${at}`,
      payload: of(after),
      actor,
      at,
      audience,
    });
  }
  if (assigneeId === undefined || assigneeId === before?.assigneeId) return [];
  const cause = `issues/${id} assigned ${at}`;
  return tell(issueAssigned, { cause, payload: of(after), actor, at, audience: users(assigneeId) });
}
