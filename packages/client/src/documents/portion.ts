import type { TextChange, TextStep } from "@firecast/contract/textSteps";

/** A request puts in at most so many UTF-16 units: the server takes 60 KiB of JSON, of which one may need six bytes. */
export const mostPutIn = 10_000;
/** The server takes 1000. */
const mostSteps = 500;

/** The first part of a change, as much as goes with one request, and the rest, made to the text which that leaves. */
export function portionOf(change: TextChange): { part: TextChange; rest: TextChange } {
  const part: TextStep[] = [];
  let [putIn, at] = [0, 0];
  for (const [index, step] of change.entries()) {
    const rest = change.slice(index);
    if (index === mostSteps) return { part, rest: [{ retain: at }, ...rest] };
    if ("insert" in step && putIn + step.insert.length > mostPutIn) {
      const length = wholeLetters(step.insert, mostPutIn - putIn);
      if (length > 0) part.push({ ...step, insert: step.insert.slice(0, length) });
      const more = { insert: step.insert.slice(length), continues: true } as const;
      return { part, rest: [{ retain: at + length }, more, ...rest.slice(1)] };
    }
    part.push(step);
    if ("insert" in step) putIn += step.insert.length;
    if (!("delete" in step)) at += "insert" in step ? step.insert.length : step.retain;
  }
  return { part, rest: [] };
}

/** No pair of surrogates is split. */
const wholeLetters = (text: string, length: number): number =>
  /[\ud800-\udbff]$/.test(text.slice(0, length)) ? length - 1 : length;
