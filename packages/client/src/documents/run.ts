import { compact, placeAfter, type TextChange } from "@firecast/contract/textSteps";

/** What a user has put in last, where it stands in the text that they see: nothing that others put in comes in between. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** Others have changed the text. What they put in at one of its ends is not of it. */
export function runAfter(run: Run | undefined, change: TextChange): Run | undefined {
  if (!run) return undefined;
  return unlessEmpty({ start: placeAfter(run.start, change, true), end: placeAfter(run.end, change) });
}

const unlessEmpty = (run: Run): Run | undefined => (run.start < run.end ? run : undefined);

/** A mark over a letter, or what joins two emoji: it stands with what is before it. */
const clings = /^[\p{M}\p{Emoji_Modifier}\u200d]/u;

interface Written {
  /** With `continues` where it goes on with the run, and without halves of letters, which no server takes. */
  readonly ops: TextChange;
  readonly run: Run | undefined;
}

/** The user's own change: it goes on with their run, or begins another. */
export function written(run: Run | undefined, change: TextChange): Written {
  let next = run && { start: placeAfter(run.start, change), end: placeAfter(run.end, change) };
  const ops: TextChange = [];
  let [before, now] = [0, 0];
  for (const step of change) {
    if (!("insert" in step)) {
      const length = "retain" in step ? step.retain : step.delete;
      before += length;
      if ("retain" in step) now += length;
      ops.push(step);
      continue;
    }
    const goesOn = run !== undefined && run.start < before && before <= run.end;
    const put = { ...step, insert: step.insert.replace(/\p{Surrogate}/gu, "\ufffd") };
    ops.push(goesOn || clings.test(put.insert) ? { ...put, continues: true } : put);
    const end = now + step.insert.length;
    next = goesOn && next ? { start: next.start, end: Math.max(next.end, end) } : { start: now, end };
    now = end;
  }
  return { ops: compact(ops), run: next && unlessEmpty(next) };
}
