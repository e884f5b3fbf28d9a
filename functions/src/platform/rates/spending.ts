import { seconds } from "../clock.js";

/** What was spent lately: sums of five seconds each, the present one first, as far back as something was. */
export interface Spending {
  /** Number of the present sum, counted from the epoch. */
  readonly slot: number;
  readonly counts: readonly number[];
}

const slotMs = seconds(5);
/** A minute, 15 s in which reserved tokens may be spent later than they were counted, and the sum that is still growing. */
const slotsKept = 16;

export const nothingSpent: Spending = { slot: 0, counts: [] };

export function spend(spending: Spending, amount: number, now: number): Spending {
  const { slot, counts } = aged(spending, now);
  const [present = 0, ...earlier] = counts;
  return { slot, counts: [present + amount, ...earlier] };
}

export const spentLately = (spending: Spending, now: number): number =>
  aged(spending, now).counts.reduce((sum, count) => sum + count, 0);

/** How long until what was spent lately is at most `most`, ms; if nothing more is spent. */
export function untilAtMost(spending: Spending, most: number, now: number): number {
  const { slot, counts } = aged(spending, now);
  let sum = counts.reduce((total, count) => total + count, 0);
  for (let age = counts.length - 1; age >= 0 && sum > most; age--) {
    sum -= counts[age] ?? 0;
    if (sum <= most) return (slot - age + slotsKept) * slotMs - now;
  }
  return 0;
}

/** A clock that is set back makes nothing younger. */
function aged(spending: Spending, now: number): Spending {
  const passed = Math.floor(now / slotMs) - spending.slot;
  if (passed <= 0) return spending;
  const empty = spending.counts.length === 0 ? 0 : Math.min(passed, slotsKept);
  const counts = [...Array<number>(empty).fill(0), ...spending.counts].slice(0, slotsKept);
  return { slot: spending.slot + passed, counts };
}
