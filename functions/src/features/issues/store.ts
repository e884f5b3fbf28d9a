import { FieldPath, FieldValue, type Firestore, type Query, type WriteBatch } from "firebase-admin/firestore";
import { Issue, type ListIssues } from "@firecast/contract/issues/issues";
import { committer } from "../../platform/firestore/commit.js";
import { read, readDocument } from "../../platform/firestore/read.js";
import {
  createClaimed,
  decode,
  deleteVersion,
  updateVersion,
  type Versioned,
} from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { issueDocument } from "./paths.js";
import { indexOf, rarestOf, wordsOf } from "./rules/words.js";

/** Creation and id of an issue: what its place in a list is. */
export type IssuePlace = [createdAt: string, id: string];

/** Every read and write of issues. Writes go into the caller's batch. */
export function issuesStore(firestore: Firestore, log: Log) {
  const issueAt = (issueId: string) => issueDocument.document(firestore, { issueId });
  const issues = issueDocument.collection(firestore, {});

  return {
    issue: (issueId: string): Promise<Versioned<Issue> | undefined> =>
      readDocument(Issue, issueAt(issueId), log),

    /** Newest first; one more than `limit` if there are more. Of the words asked for, the longest one is looked up. */
    page: async (organizationId: string, query: ListIssues, after: IssuePlace | undefined) => {
      const own = issues.where("organizationId", "==", organizationId);
      const inOrder = filtered(own, query)
        .orderBy("createdAt", "desc")
        .orderBy(FieldPath.documentId(), "desc")
        .limit(query.limit + 1);
      const { docs } = await read("issues", (after ? inOrder.startAfter(...after) : inOrder).get());
      return docs.map((snapshot) => ({
        place: [String(snapshot.get("createdAt")), snapshot.id] satisfies IssuePlace,
        issue: decode(Issue, snapshot, log)?.value,
      }));
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
