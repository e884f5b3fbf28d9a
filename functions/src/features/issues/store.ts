import { FieldValue, type Firestore, type Query, type WriteBatch } from "firebase-admin/firestore";
import { Issue, issueStatuses, type ListIssues } from "@firecast/contract/issues/issues";
import { committer } from "../../platform/firestore/commit.js";
import { pageByTime, type TimePlace } from "../../platform/firestore/pageByTime.js";
import { readDocument, readQuery } from "../../platform/firestore/read.js";
import {
  createClaimed,
  deleteVersion,
  updateVersion,
  type Versioned,
} from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { issueDocument } from "./paths.js";
import { indexOf, rarestOf, wordsOf } from "./rules/words.js";

/** Every read and write of issues. Writes go into the caller's batch. */
export function issuesStore(firestore: Firestore, log: Log) {
  const issueAt = (issueId: string) => issueDocument.document(firestore, { issueId });
  const issues = issueDocument.collection(firestore, {});

  return {
    issue: (issueId: string): Promise<Versioned<Issue> | undefined> =>
      readDocument(Issue, issueAt(issueId), log),

    /** Newest first. Of the words asked for, the longest one is looked up. */
    page: (organizationId: string, query: ListIssues, after: TimePlace | undefined) =>
      pageByTime(Issue, filtered(issues.where("organizationId", "==", organizationId), query), {
        what: "issues",
        by: "createdAt",
        after,
        limit: query.limit,
        log,
      }),

    /** Those of a building or a campus that are not resolved, at most so many. */
    open: async (place: "buildingId" | "campusId", id: string, limit: number): Promise<Issue[]> => {
      const open = issues.where(place, "==", id).where("status", "in", openStatuses).limit(limit);
      return (await readQuery(Issue, open, "issues", log)).map(({ value }) => value);
    },

    put: (batch: WriteBatch, seen: Versioned<Issue> | undefined, issue: Issue): void => {
      const document = { ...issue, words: indexOf(issue) };
      if (!seen) createClaimed(batch, issueAt(issue.id), document);
      else updateVersion(batch, issueAt(issue.id), seen, { ...gone(), ...document });
    },

    remove: (batch: WriteBatch, seen: Versioned<Issue>): void =>
      deleteVersion(batch, issueAt(seen.value.id), seen),

    commit: committer(firestore, "issues"),
  };
}

const openStatuses = issueStatuses.filter((status) => status !== "resolved");

export type IssuesStore = ReturnType<typeof issuesStore>;

function filtered(own: Query, { text = "", since, until, ...query }: ListIssues): Query {
  const equal = {
    status: query.status,
    severity: query.severity,
    category: query.category,
    campusId: query.campus,
    buildingId: query.building,
    assigneeId: query.assignee,
  };
  let asked = own;
  for (const [field, value] of Object.entries(equal)) {
    if (value !== undefined) asked = asked.where(field, "==", value);
  }
  const word = rarestOf(wordsOf(text));
  if (word !== undefined) asked = asked.where("words", "array-contains", word);
  if (since !== undefined) asked = asked.where("createdAt", ">=", since);
  if (until !== undefined) asked = asked.where("createdAt", "<", until);
  return asked;
}

/** What an issue may have no longer. */
const gone = () => ({
  floor: FieldValue.delete(),
  position: FieldValue.delete(),
  assigneeId: FieldValue.delete(),
  resolution: FieldValue.delete(),
  resolvedAt: FieldValue.delete(),
});
