import { changeBetween, compact, type TextChange, type TextStep } from "@firecast/contract/textSteps";

/** Texts that differ by more letters than these are taken for one stretch that is replaced. */
const mostEdits = 400;

/**
 * The fewest letters that were put in and taken out between two texts (Myers' difference): of a text whose changes are not known,
 * what stays is kept, also between two places where others have written.
 */
export function fineChange(before: string, after: string): TextChange {
  const [from, to] = [[...before], [...after]];
  const reached = furthest(from, to);
  return reached ? compact(stepsOf(from, to, reached)) : changeBetween(before, after);
}

/** By number of edits: how far of `from` each diagonal comes. Undefined if they are too many. */
function furthest(from: readonly string[], to: readonly string[]): Map<number, number>[] | undefined {
  const rounds: Map<number, number>[] = [];
  let last = new Map([[1, 0]]);
  for (let edits = 0; edits <= mostEdits; edits++) {
    const round = new Map<number, number>();
    rounds.push(round);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOf(last, diagonal);
      while (x < from.length && x - diagonal < to.length && from[x] === to[x - diagonal]) x++;
      round.set(diagonal, x);
      if (x >= from.length && x - diagonal >= to.length) return rounds;
    }
    last = round;
  }
  return undefined;
}

const isPutIn = (round: ReadonlyMap<number, number>, diagonal: number): boolean =>
  (round.get(diagonal - 1) ?? -1) < (round.get(diagonal + 1) ?? -1);
const startOf = (round: ReadonlyMap<number, number>, diagonal: number): number =>
  isPutIn(round, diagonal) ? (round.get(diagonal + 1) ?? 0) : (round.get(diagonal - 1) ?? 0) + 1;

function stepsOf(
  from: readonly string[],
  to: readonly string[],
  rounds: readonly ReadonlyMap<number, number>[],
): TextStep[] {
  const steps: TextStep[] = [];
  let [x, diagonal] = [from.length, from.length - to.length];
  for (let edits = rounds.length - 1; edits >= 0; edits--) {
    const round = rounds[edits - 1];
    const start = round ? startOf(round, diagonal) : 0;
    steps.unshift({ retain: lengthOf(from.slice(start, x)) });
    if (!round) break;
    if (isPutIn(round, diagonal)) {
      x = start;
      diagonal++;
      steps.unshift({ insert: to[x - diagonal] ?? "" });
    } else {
      x = start - 1;
      diagonal--;
      steps.unshift({ delete: lengthOf(from.slice(x, start)) });
    }
  }
  return steps;
}

const lengthOf = (letters: readonly string[]): number =>
  letters.reduce((length, letter) => length + letter.length, 0);
