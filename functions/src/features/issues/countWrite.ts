import { channelOf } from "@firecast/contract/core/channel";
import { orgIssuesChannel } from "@firecast/contract/issues/issues";
import type { User } from "../../platform/auth/user.js";
import { notFound } from "../../platform/problems.js";
import type { IssuesDeps } from "./deps.js";

/** What changes an issue or a place counts for its organization's channel. @throws Problem `not_found`, `rate_limited`. */
export async function countWrite(
  { limits }: Pick<IssuesDeps, "limits">,
  { uid, organizationId }: User,
): Promise<void> {
  if (organizationId === undefined) throw notFound();
  await limits.take(uid, channelOf(orgIssuesChannel, { organizationId }));
}
