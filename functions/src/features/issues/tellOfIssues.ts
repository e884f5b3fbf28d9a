import { Issue } from "@firecast/contract/issues/issues";
import { timeOf, type Written } from "../../platform/firestore/trigger.js";
import type { Log } from "../../platform/log.js";
import { parseWritten, readWritten } from "../../platform/notices/readWritten.js";
import type { Teller } from "../../platform/notices/teller.js";
import type { Announcer } from "./announce.js";
import { noticesOf } from "./notices.js";

type IssueWritten = Written<{ issueId: string }>;

/** Tells an issue's assignee and reporter. Safe to repeat. */
export async function tellOfIssue(
  { teller, log }: { teller: Pick<Teller, "notify">; log: Log },
  event: IssueWritten,
): Promise<void> {
  const { data, params } = event;
  const id = { id: params.issueId };
  const after = readWritten(log, Issue, data?.after, id);
  if (!after) return;
  const before = parseWritten(Issue, data?.before, id);
  await teller.notify(noticesOf({ before, after, at: timeOf(event) }));
}

/** Tells those who follow the figures of the issue's organization. Safe to repeat. */
export async function announceFigures(announcer: Announcer, { data, params }: IssueWritten): Promise<void> {
  const id = { id: params.issueId };
  const issue = parseWritten(Issue, data?.after, id) ?? parseWritten(Issue, data?.before, id);
  if (issue) await announcer.announce(issue.organizationId);
}
