import { type Cursor, cursorAfter, type Cursors } from "./cursors.js";
import type { CommittedChange } from "./writer.js";

/** Of the newest changes so many are remembered: by them a place in an older text is found in the present one. */
const mostRecent = 50;

/** Where others stand in the server's text, each of whom says it in the version that they know. */
export function standings() {
  let recent: readonly CommittedChange[] = [];
  const places = new Map<string, Cursor>();
  const early = new Map<string, { readonly cursor: Cursor; readonly version: number }>();
  const after = (uid: string, cursor: Cursor, { ops, userId }: CommittedChange): Cursor =>
    cursorAfter(cursor, ops, userId === uid);
  const stand = (uid: string, cursor: Cursor, version: number): void => {
    const since = recent.filter((change) => change.version > version);
    places.set(
      uid,
      since.reduce((at, change) => after(uid, at, change), cursor),
    );
  };
  return {
    heard: (change: CommittedChange): void => {
      recent = [...recent.slice(1 - mostRecent), change];
      for (const [uid, cursor] of places) places.set(uid, after(uid, cursor, change));
      for (const [uid, { cursor, version }] of early) {
        if (version > change.version) continue;
        early.delete(uid);
        stand(uid, cursor, version);
      }
    },
    /** Of a version that is yet to come it waits for that. */
    moved: (uid: string, cursor: Cursor, { version, now }: { version: number; now: number }): void => {
      early.delete(uid);
      if (version > now) early.set(uid, { cursor, version });
      else stand(uid, cursor, version);
    },
    gone: (uid: string): void => {
      early.delete(uid);
      places.delete(uid);
    },
    /** In the user's text, where `here` finds them. */
    seen: (here: (cursor: Cursor) => Cursor): Cursors =>
      Object.fromEntries([...places].map(([uid, cursor]) => [uid, here(cursor)])),
  };
}
