import type { Issue, IssuePage, ListIssues } from "@firecast/contract/issues/issues";
import type { User } from "../../platform/auth/user.js";
import { pageOf } from "../../platform/firestore/listCursor.js";
import { timeCursor } from "../../platform/firestore/pageByTime.js";
import type { IssuesDeps } from "./deps.js";
import { organizationOf } from "./rules/rights.js";
import { indexOf, wordsOf } from "./rules/words.js";

/** A page may hold fewer than its limit, and the list go on: of several words, the others are looked for in what the longest finds. */
export async function listIssues(
  { store }: IssuesDeps,
  { user, query }: { user: User; query: ListIssues },
): Promise<IssuePage> {
  const after = query.cursor === undefined ? undefined : timeCursor.parse(query.cursor);
  const organizationId = organizationOf(user);
  const words = wordsOf(query.text ?? "");
  // Nothing has a word in it that is none, such as `!`.
  if ((query.text ?? "").trim() !== "" && words.length === 0) return { items: [], nextCursor: null };
  const rows = await store.page(organizationId, query, after);
  const isWanted = (issue: Issue): boolean => {
    const said = new Set(indexOf(issue));
    return words.every((word) => said.has(word));
  };
  return pageOf(
    rows,
    query.limit,
    ({ value }) => (value && isWanted(value) ? value : undefined),
    ({ place }) => timeCursor.encode(place),
  );
}
