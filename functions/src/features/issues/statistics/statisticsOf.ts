import type { IssueStatistics } from "@firecast/contract/issues/figures";
import { days, toTimestamp } from "../../../platform/clock.js";
import type { Sums } from "./contribution.js";

const trendDays = 30;

/** What is shown of the sums at a time, ms. */
export function statisticsOf(sums: Sums, now: number): IssueStatistics {
  const { open, resolved, resolvingMs, created, resolvedOn } = sums;
  const dates = Array.from({ length: trendDays }, (_, day) =>
    toTimestamp(now - days(trendDays - 1 - day)).slice(0, 10),
  );
  const { low = 0, medium = 0, high = 0, critical = 0 } = sums.bySeverity;
  return {
    open,
    resolved,
    bySeverity: { low, medium, high, critical },
    byCategory: withoutZeros(sums.byCategory),
    byBuilding: withoutZeros(sums.byBuilding),
    meanMsToResolve: resolved > 0 ? resolvingMs / resolved : null,
    trend: dates.map((date) => ({ date, created: created[date] ?? 0, resolved: resolvedOn[date] ?? 0 })),
    at: toTimestamp(now),
  };
}

const withoutZeros = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
