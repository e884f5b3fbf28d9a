import type { WriteBatch } from "firebase-admin/firestore";
import type { ChangeIssue, Issue, orgIssuesChannel } from "@firecast/contract/issues/issues";
import type { User } from "../../platform/auth/user.js";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { notFound, Problem } from "../../platform/problems.js";
import type { AnyDraft } from "../../realtime/index.js";
import { commitIssue, type IssueInPlace } from "./commitIssue.js";
import { countWrite } from "./countWrite.js";
import type { IssuesDeps } from "./deps.js";
import type { Placed } from "./heatmap/store.js";
import { cellOf } from "./heatmap/cells.js";
import { requireBuilding, requireNear } from "./reportIssue.js";
import { assigned, changed, reopened, resolved, type Stamp } from "./rules/decide.js";
import { requireEditable, requireOwn, requireRight, requireWorker } from "./rules/rights.js";

interface OwnIssue extends Call<Issue> {
  readonly issueId: string;
}

export const readIssue = async (
  { store }: IssuesDeps,
  { user, issueId }: { user: User; issueId: string },
): Promise<Issue> => requireOwn(user, (await store.issue(issueId))?.value);

export const changeIssue = (
  deps: IssuesDeps,
  { change, ...target }: OwnIssue & { change: ChangeIssue },
): Promise<Issue> =>
  commitChange(deps, target, updated, async ({ issue, building }, stamp) => {
    const { status, ...said } = change;
    if (status !== undefined) requireWorker(target.user, issue.value);
    if (Object.keys(said).length > 0) requireEditable(target.user, issue.value);
    const to = change.buildingId;
    const place =
      to === undefined || to === building.id ? building : await requireBuilding(deps, target.user, to);
    const next = changed(issue.value, change, place, stamp);
    if (!next) return undefined;
    requireNear(place, next.position);
    if (next.category !== issue.value.category)
      await deps.room.requireCategory(next.organizationId, next.category);
    if (next.position) await deps.room.requireCell(next.campusId, cellOf(next.position));
    return { issue: next, building: place };
  });

/** @throws Problem `invalid_request` for a user of another organization, as for one who does not exist. */
export const assignIssue = (
  deps: IssuesDeps,
  { assigneeId, ...target }: OwnIssue & { assigneeId: string },
): Promise<Issue> =>
  commitChange(
    deps,
    target,
    (data) => ({ type: "issue:assigned", data }),
    async ({ issue, building }, stamp) => {
      requireRight(target.user, "direct");
      const assignee = (await deps.directory.find([assigneeId])).get(assigneeId);
      if (assignee?.organizationId !== issue.value.organizationId || assignee.disabled) {
        const detail = "is no user of your organization";
        throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/assigneeId", detail }] });
      }
      const next = assigned(issue.value, assigneeId, stamp);
      return next && { issue: next, building };
    },
  );

export const resolveIssue = (
  deps: IssuesDeps,
  { resolution, ...target }: OwnIssue & { resolution: string },
): Promise<Issue> =>
  commitChange(
    deps,
    target,
    (data) => ({ type: "issue:resolved", data }),
    ({ issue, building }, stamp) => {
      requireRight(target.user, "direct");
      return Promise.resolve({ issue: resolved(issue.value, resolution, stamp), building });
    },
  );

export const reopenIssue = (deps: IssuesDeps, target: OwnIssue): Promise<Issue> =>
  commitChange(deps, target, updated, ({ issue, building }, stamp) => {
    requireRight(target.user, "direct");
    if (building.deletedAt !== undefined)
      throw new Problem("conflict", {
        detail: "Its building is deleted: move the issue to another one first.",
      });
    return Promise.resolve({ issue: reopened(issue.value, stamp), building });
  });

export async function deleteIssue(
  deps: IssuesDeps,
  { user, issueId, request }: Call<void> & { issueId: string },
): Promise<void> {
  await countWrite(deps, user);
  const attempt = async (): Promise<void> => {
    const before = await requireInPlace(deps, user, issueId);
    requireRight(user, "delete");
    const data = { ...before.issue.value, deletedAt: toTimestamp(deps.clock.now()) };
    await commitIssue(deps, {
      event: { type: "issue:deleted", by: user.uid, data },
      before,
      request,
      record: (batch) => request?.record(batch, undefined),
    });
  };
  await deps.inTurn(issueId, attempt, request);
}

/** Reads, decides, and commits if the issue is still as it was read. What is so already changes nothing, and tells nothing. */
async function commitChange(
  deps: IssuesDeps,
  { user, issueId, request }: OwnIssue,
  eventOf: (issue: Issue) => IssueDraft,
  decide: (before: IssueInPlace, stamp: Stamp) => Promise<Placed | undefined>,
): Promise<Issue> {
  await countWrite(deps, user);
  const attempt = async (): Promise<Issue> => {
    const before = await requireInPlace(deps, user, issueId);
    const after = await decide(before, { updatedAt: toTimestamp(deps.clock.now()), updatedBy: user.uid });
    const issue = after?.issue ?? before.issue.value;
    const record = (batch: WriteBatch): void => request?.record(batch, issue);
    if (after) {
      const event = { ...eventOf(issue), by: user.uid };
      await commitIssue(deps, { event, before, after, request, record });
    } else if (request) await deps.store.commit(record);
    return issue;
  };
  return deps.inTurn(issueId, attempt, request);
}

type IssueDraft = AnyDraft<typeof orgIssuesChannel>;

const updated = (data: Issue): IssueDraft => ({ type: "issue:updated", data });

/** @throws Problem `not_found`. */
async function requireInPlace(deps: IssuesDeps, user: User, issueId: string): Promise<IssueInPlace> {
  const issue = await deps.store.issue(issueId);
  const { buildingId } = requireOwn(user, issue?.value);
  const { places } = deps;
  const standing = (await places.building(buildingId)) ?? (await places.deletedBuilding(buildingId));
  const building = requireOwn(user, standing?.value);
  if (!issue) throw notFound();
  return { issue, building };
}
