import type { IssueStatistics } from "@firecast/contract/issues/figures";
import type { User } from "../../../platform/auth/user.js";
import type { IssuesDeps } from "../deps.js";
import { organizationOf } from "../rules/rights.js";
import { nothing } from "./contribution.js";
import { statisticsOf } from "./statisticsOf.js";

export const readStatistics = async (
  { statistics, clock }: IssuesDeps,
  { user }: { user: User },
): Promise<IssueStatistics> =>
  statisticsOf((await statistics.sums(organizationOf(user)))?.value ?? nothing, clock.now());
