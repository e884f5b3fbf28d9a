import { placeAfter, type TextChange } from "@firecast/contract/textSteps";
import type { Run } from "./run.js";

/** Where a user stands in a text, and what they have selected. */
export interface Cursor {
  readonly position: number;
  readonly selection?: { readonly start: number; readonly end: number };
}

export const isSamePlace = (a: Cursor, b: Cursor): boolean =>
  a.position === b.position &&
  a.selection?.start === b.selection?.start &&
  a.selection?.end === b.selection?.end;

/** By uid. */
export type Cursors = Readonly<Record<string, Cursor>>;

/** `isAfter`: the user has made that change; their cursor stands behind what they put in. */
export function cursorAfter(cursor: Cursor, change: TextChange, isAfter = false): Cursor {
  if (change.length === 0) return cursor;
  const place = (at: number): number => placeAfter(at, change, isAfter);
  const { selection } = cursor;
  return {
    position: place(cursor.position),
    ...(selection && { selection: { start: place(selection.start), end: place(selection.end) } }),
  };
}

/**
 * The user's own cursor where others have changed the text: it stays behind what the user has put in, and elsewhere goes along
 * with what is put in exactly there. A selection takes in nothing of others at its ends.
 */
export function ownCursorAfter(cursor: Cursor, change: TextChange, run: Run | undefined): Cursor {
  if (change.length === 0) return cursor;
  const { position, selection } = cursor;
  if (!selection) return { position: placeAfter(position, change, run?.end !== position) };
  const start = placeAfter(selection.start, change, true);
  const end = placeAfter(selection.end, change);
  if (start >= end) return { position: end };
  return { position: position === selection.start ? start : end, selection: { start, end } };
}

/** The same cursor before a change of the user's own. In what that put in, it is where that was put in. */
export function cursorBefore({ position, selection }: Cursor, change: TextChange): Cursor {
  const place = (at: number): number => placeBefore(at, change);
  return {
    position: place(position),
    ...(selection && { selection: { start: place(selection.start), end: place(selection.end) } }),
  };
}

function placeBefore(place: number, change: TextChange): number {
  let [before, now] = [0, 0];
  for (const step of change) {
    if ("delete" in step) {
      if (now === place) break;
      before += step.delete;
      continue;
    }
    const length = "retain" in step ? step.retain : step.insert.length;
    if (place <= now + length) return "retain" in step ? before + place - now : before;
    now += length;
    if ("retain" in step) before += length;
  }
  return before + place - now;
}

/** In the server's text of that version. */
export interface ToldCursor extends Cursor {
  readonly version: number;
}

interface TellOptions {
  readonly everyMs: number;
  readonly after: (ms: number, act: () => void) => () => void;
  /** Settles when the server has it, or does not take it. */
  readonly tell: (cursor: ToldCursor) => Promise<unknown>;
}

/**
 * Tells the first move at once and the newest of those that follow, once in `everyMs` at most, one after the other: of two
 * requests on their way the older one might come last.
 */
export function cursorTeller({ everyMs, after, tell }: TellOptions) {
  let newest: ToldCursor | undefined;
  let told: Promise<unknown> | undefined;
  const say = (): void => {
    if (!newest || told) return;
    const passed = new Promise<void>((resolve) => after(everyMs, resolve));
    told = tell(newest);
    newest = undefined;
    void Promise.allSettled([told, passed]).then(() => {
      told = undefined;
      say();
    });
  };
  return {
    move: (cursor: ToldCursor): void => {
      newest = cursor;
      say();
    },
    /** Tells no more; what is on its way arrives before `act`. */
    stop: (act: () => void): void => {
      newest = undefined;
      if (told) void told.then(act, act);
      else act();
    },
  };
}
