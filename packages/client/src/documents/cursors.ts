import { placeAfter, type TextChange } from "@firecast/contract/textSteps";

/** Where a user stands in a text, and what they have selected. */
export interface Cursor {
  readonly position: number;
  readonly selection?: { readonly start: number; readonly end: number };
}

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

export const cursorsAfter = (cursors: Cursors, change: TextChange, by?: string): Cursors =>
  change.length === 0
    ? cursors
    : Object.fromEntries(
        Object.entries(cursors).map(([uid, cursor]) => [uid, cursorAfter(cursor, change, uid === by)]),
      );

export const withoutCursor = (cursors: Cursors, uid: string): Cursors =>
  Object.hasOwn(cursors, uid)
    ? Object.fromEntries(Object.entries(cursors).filter(([other]) => other !== uid))
    : cursors;

interface TellOptions {
  readonly everyMs: number;
  readonly after: (ms: number, act: () => void) => () => void;
  readonly tell: (cursor: Cursor) => void;
}

/** Tells the first move at once and the newest of those that follow, once in `everyMs` at most. */
export function cursorTeller({ everyMs, after, tell }: TellOptions) {
  let newest: Cursor | undefined;
  let cancel: (() => void) | undefined;
  const say = (): void => {
    cancel = undefined;
    if (!newest) return;
    tell(newest);
    newest = undefined;
    cancel = after(everyMs, say);
  };
  return {
    move: (cursor: Cursor): void => {
      newest = cursor;
      if (!cancel) say();
    },
    stop: (): void => {
      newest = undefined;
      cancel?.();
      cancel = undefined;
    },
  };
}
