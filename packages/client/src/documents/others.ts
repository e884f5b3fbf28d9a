import { type Cursor, cursorAfter } from "./cursors.js";
import type { CommittedChange } from "./writer.js";

/** Of the newest changes so many are remembered: by them a place in an older text is found in the present one. */
const mostRecent = 50;

/** Where others stand, each of whom says it in the version of the text that they know. */
export function standings() {
  let recent: readonly CommittedChange[] = [];
  const early = new Map<string, { readonly cursor: Cursor; readonly version: number }>();
  return {
    heard: (change: CommittedChange): void => void (recent = [...recent.slice(1 - mostRecent), change]),
    /** In the server's text of version `now`. Undefined while it is of one that is yet to come. */
    place: (
      uid: string,
      cursor: Cursor,
      { version, now }: { version: number; now: number },
    ): Cursor | undefined => {
      early.delete(uid);
      if (version > now) return void early.set(uid, { cursor, version });
      return recent
        .filter((change) => change.version > version)
        .reduce((at, { ops, userId }) => cursorAfter(at, ops, userId === uid), cursor);
    },
    /** Those whose version has come. */
    ripe: (now: number): [string, Cursor][] => {
      const found = [...early].filter(([, { version }]) => version <= now);
      for (const [uid] of found) early.delete(uid);
      return found.map(([uid, { cursor }]) => [uid, cursor]);
    },
    gone: (uid: string): void => void early.delete(uid),
  };
}
