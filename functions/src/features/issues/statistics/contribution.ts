import { type Issue, type Severity } from "@firecast/contract/issues/issues";

/** What issues add up to. Every part is a sum, so that a change is the difference of two. */
export interface Sums {
  readonly open: number;
  readonly resolved: number;
  readonly bySeverity: Readonly<Partial<Record<Severity, number>>>;
  readonly byCategory: Readonly<Record<string, number>>;
  readonly byBuilding: Readonly<Record<string, number>>;
  /** From creation to resolution, ms, of all that are resolved. */
  readonly resolvingMs: number;
  /** By date (UTC). */
  readonly created: Readonly<Record<string, number>>;
  readonly resolvedOn: Readonly<Record<string, number>>;
}

/** As much of an issue as counts. */
export type CountedIssue = Pick<Issue, "severity" | "category" | "buildingId" | "createdAt"> & {
  readonly resolvedAt?: string | undefined;
};

export const nothing: Sums = {
  open: 0,
  resolved: 0,
  bySeverity: {},
  byCategory: {},
  byBuilding: {},
  resolvingMs: 0,
  created: {},
  resolvedOn: {},
};

const dateOf = (at: string): string => at.slice(0, 10);

/** What one issue is in the sums, as it is now. */
export function contributionOf(issue: CountedIssue): Sums {
  const { severity, category, buildingId, createdAt, resolvedAt } = issue;
  const created = { [dateOf(createdAt)]: 1 };
  if (resolvedAt !== undefined) {
    const resolvingMs = Math.max(0, Date.parse(resolvedAt) - Date.parse(createdAt));
    return { ...nothing, resolved: 1, resolvingMs, created, resolvedOn: { [dateOf(resolvedAt)]: 1 } };
  }
  return {
    ...nothing,
    open: 1,
    bySeverity: { [severity]: 1 },
    byCategory: { [category]: 1 },
    byBuilding: { [buildingId]: 1 },
    created,
  };
}

/** What a change of an issue changes in the sums: undefined stands for what is not there yet, or no more. */
export const differenceOf = (before: Issue | undefined, after: Issue | undefined): Sums =>
  added(after ? contributionOf(after) : nothing, before ? contributionOf(before) : nothing, -1);

/** `b` is taken `times`: -1 takes it away. Zeros are left out of records. */
export function added(a: Sums, b: Sums, times = 1): Sums {
  const numbers = (x: number, y: number): number => x + times * y;
  const records = (x: Readonly<Record<string, number>>, y: Readonly<Record<string, number>>) => {
    const keys = [...new Set([...Object.keys(x), ...Object.keys(y)])];
    const sums = keys.map((key) => [key, numbers(own(x, key), own(y, key))] as const);
    return Object.fromEntries(sums.filter(([, sum]) => sum !== 0));
  };
  return {
    open: numbers(a.open, b.open),
    resolved: numbers(a.resolved, b.resolved),
    bySeverity: records(a.bySeverity, b.bySeverity),
    byCategory: records(a.byCategory, b.byCategory),
    byBuilding: records(a.byBuilding, b.byBuilding),
    resolvingMs: numbers(a.resolvingMs, b.resolvingMs),
    created: records(a.created, b.created),
    resolvedOn: records(a.resolvedOn, b.resolvedOn),
  };
}

/** A category may be called `constructor`, which every object has. */
const own = (counts: Readonly<Record<string, number>>, key: string): number =>
  Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0;
