/**
 * A step along a text: keep so many UTF-16 units, take out so many, or put a text in. One that `continues` goes on right behind
 * what its writer has put in before: what others put in at the same place comes behind it.
 */
export type TextStep =
  { retain: number } | { delete: number } | { insert: string; continues?: true | undefined };

/** A change of a text, from its beginning on (operational transformation); what no step reaches stays. */
export type TextChange = TextStep[];

/** Undefined if the change reaches beyond the end of the text. */
export function applyChange(text: string, change: TextChange): string | undefined {
  let at = 0;
  let result = "";
  for (const step of change) {
    if ("insert" in step) {
      result += step.insert;
      continue;
    }
    const end = at + ("retain" in step ? step.retain : step.delete);
    if (end > text.length) return undefined;
    if ("retain" in step) result += text.slice(at, end);
    at = end;
  }
  return result + text.slice(at);
}

/**
 * One stretch that is replaced: everything between what both texts begin with and what both end with. `caret`: where the user
 * stands in `after`; of two equal letters it tells which one they have typed.
 */
export function changeBetween(before: string, after: string, caret = after.length): TextChange {
  const shorter = Math.min(before.length, after.length);
  let end = 0;
  const endWithin = (most: number): void => {
    while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
    if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end--;
  };
  endWithin(Math.min(shorter, after.length - caret));
  let start = 0;
  while (start < shorter - end && before[start] === after[start]) start++;
  if (splitsPair(before, start) || splitsPair(after, start)) start--;
  endWithin(shorter - start);
  return compact([
    { retain: start },
    { insert: after.slice(start, after.length - end) },
    { delete: before.length - end - start },
  ]);
}

/** Whether a position lies between the two halves of a surrogate pair. */
const splitsPair = (text: string, at: number): boolean =>
  /[\ud800-\udbff]/.test(text.charAt(at - 1)) && /[\udc00-\udfff]/.test(text.charAt(at));

/**
 * What `change` is after `other`, where both were made to the same text. Of two texts that are put in at the same place, the one
 * that continues its writer's own stands first; else that of `other`: it was committed first. What both take out is taken out once.
 */
export const changeAfter = (change: TextChange, other: TextChange): TextChange =>
  moved(change, other, { isFirst: false });

/** The same where `change` was committed first: `changeBefore(a, b)` after `b` makes the text that `changeAfter(b, a)` makes after `a`. */
export const changeBefore = (change: TextChange, other: TextChange): TextChange =>
  moved(change, other, { isFirst: true });

function moved(change: TextChange, other: TextChange, { isFirst }: { isFirst: boolean }): TextChange {
  const [own, others] = [stepsOf(change), stepsOf(other)];
  const result: TextStep[] = [];
  for (;;) {
    const [mine, theirs] = [own.peek(), others.peek()];
    const isPutIn = mine !== undefined && "insert" in mine;
    if (theirs && "insert" in theirs && !(isPutIn && standsFirst(mine, theirs, isFirst))) {
      result.push({ retain: theirs.insert.length });
      others.take(theirs.insert.length);
      continue;
    }
    if (!mine) return compact(result);
    if (isPutIn) {
      result.push(mine);
      own.take(mine.insert.length);
      continue;
    }
    const length = Math.min(lengthOf(mine), theirs ? lengthOf(theirs) : Infinity);
    if (!theirs || "retain" in theirs)
      result.push("retain" in mine ? { retain: length } : { delete: length });
    own.take(length);
    if (theirs) others.take(length);
  }
}

type Insert = Extract<TextStep, { insert: string }>;

const standsFirst = (mine: Insert, theirs: Insert, isFirst: boolean): boolean =>
  mine.continues === theirs.continues ? isFirst : mine.continues === true;

/** One change that does what `first` does and then `second`, which was made to the text that `first` leaves. */
export function bothChanges(first: TextChange, second: TextChange): TextChange {
  const [early, late] = [stepsOf(first), stepsOf(second)];
  const result: TextStep[] = [];
  for (;;) {
    const [before, after] = [early.peek(), late.peek()];
    if (before && "delete" in before) {
      result.push(before);
      early.take(before.delete);
      continue;
    }
    if (after && "insert" in after) {
      result.push(after);
      late.take(after.insert.length);
      continue;
    }
    if (!before && !after) return compact(result);
    const length = Math.min(before ? lengthOf(before) : Infinity, after ? lengthOf(after) : Infinity);
    if (after && "delete" in after) {
      if (!before || "retain" in before) result.push({ delete: length });
    } else if (before && "insert" in before)
      result.push({ ...before, insert: before.insert.slice(0, length) });
    else result.push({ retain: length });
    if (before) early.take(length);
    if (after) late.take(length);
  }
}

/** What takes a change of `text` back, made to the text that it leaves. */
export function reverseOf(text: string, change: TextChange): TextChange {
  let at = 0;
  return compact(
    change.map((step) => {
      if ("insert" in step) return { delete: step.insert.length };
      const from = at;
      at += lengthOf(step);
      return "delete" in step ? { insert: text.slice(from, at) } : step;
    }),
  );
}

/** Where a place in a text is after a change. What is put in exactly there comes behind it, or before it if `isAfter`. */
export function placeAfter(place: number, change: TextChange, isAfter = false): number {
  let at = 0;
  let result = place;
  for (const step of change) {
    if (at > place) break;
    if ("insert" in step) result += at < place || isAfter ? step.insert.length : 0;
    else if ("delete" in step) result -= Math.min(step.delete, place - at);
    at += "insert" in step ? 0 : lengthOf(step);
  }
  return result;
}

const lengthOf = (step: TextStep): number =>
  "insert" in step ? step.insert.length : "retain" in step ? step.retain : step.delete;

/** The steps of a change, to be taken in parts. */
function stepsOf(change: TextChange) {
  let index = 0;
  let used = 0;
  return {
    peek: (): TextStep | undefined => {
      const step = change[index];
      if (!step || used === 0) return step;
      if ("insert" in step) return { ...step, insert: step.insert.slice(used) };
      return "retain" in step ? { retain: step.retain - used } : { delete: step.delete - used };
    },
    take: (length: number): void => {
      used += length;
      const step = change[index];
      if (!step || used < lengthOf(step)) return;
      index++;
      used = 0;
    },
  };
}

/** The same change with steps of one kind in one, nothing empty, and nothing kept at the end. */
export function compact(steps: readonly TextStep[]): TextChange {
  const result: TextStep[] = [];
  for (const step of steps) {
    if (lengthOf(step) === 0) continue;
    const last = result.at(-1);
    const joined = last && join(last, step);
    if (joined) result[result.length - 1] = joined;
    else result.push(step);
  }
  const last = result.at(-1);
  return last && "retain" in last ? result.slice(0, -1) : result;
}

function join(a: TextStep, b: TextStep): TextStep | undefined {
  // Behind what continues, what does not may have to make room for others.
  if ("insert" in a)
    return "insert" in b && !(a.continues && !b.continues)
      ? { ...a, insert: a.insert + b.insert }
      : undefined;
  if ("retain" in a) return "retain" in b ? { retain: a.retain + b.retain } : undefined;
  return "delete" in b ? { delete: a.delete + b.delete } : undefined;
}
