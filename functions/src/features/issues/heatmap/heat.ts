import type { Issue, Severity } from "@firecast/contract/issues/issues";
import { days } from "../../../platform/clock.js";

/*
 * Heat decays by half every week. So the heat of an issue at any time is what it was at a fixed moment times a factor that is
 * the same for all issues: sums are kept as of that moment, never change by time alone, and an issue that is resolved takes
 * away exactly what it has added.
 */

const weights: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 4, critical: 8 };

const halfLifeMs = days(7);
/** The fixed moment. Doubles hold sums as of then for nineteen years from it. */
const origin = Date.parse("2026-01-01T00:00:00Z");

type Warming = Pick<Issue, "severity" | "createdAt"> & { readonly resolvedAt?: string | undefined };

/** What an issue adds to the sums: nothing once it is resolved. */
export const warmthOf = ({ severity, createdAt, resolvedAt }: Warming): number =>
  resolvedAt === undefined ? weights[severity] * 2 ** ((Date.parse(createdAt) - origin) / halfLifeMs) : 0;

const least = 1e-6;

/** What a sum is at a time, ms: to six digits after the point, and nothing only where no issue is open. */
export function intensityAt({ warmth, open }: { warmth: number; open: number }, now: number): number {
  if (open <= 0) return 0;
  const intensity = warmth * 2 ** (-(now - origin) / halfLifeMs);
  return Math.max(least, Math.round(intensity * 1e6) / 1e6);
}
