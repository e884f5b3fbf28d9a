import type { Change } from "./liveState.js";

/** A fetch in flight: it lands or fails, once. */
export interface Fetching<State> {
  /**
   * What it brought, told as a change of the state known so far. False if it was in vain: a newer one has landed, or the
   * channel was reset since it began. `position`: of the newest event in it, where that is known.
   */
  readonly land: (fetched: Change<State>, position?: number) => boolean;
  readonly fail: () => void;
}

interface Began {
  /** 1, 2, 3 … in the order in which fetches began. */
  readonly number: number;
  readonly from: number;
  readonly resets: number;
}

/**
 * The changes since the oldest fetch in flight began. A read in flight may or may not have seen them: applied again on what it
 * brings, they are in it.
 */
export function createJournal<State>() {
  let changes: Change<State>[] = [];
  const inFlight = new Set<Began>();
  let begun = 0;
  let landed = 0;
  let resets = 0;
  let head = 0;
  const end = (fetch: Began): boolean => {
    const was = inFlight.delete(fetch);
    if (inFlight.size === 0) changes = [];
    return was;
  };
  return {
    begun: () => begun,
    note: (change: Change<State>): void => {
      if (inFlight.size > 0) changes.push(change);
    },
    begin: (): Began => {
      const fetch = { number: ++begun, from: changes.length, resets };
      inFlight.add(fetch);
      return fetch;
    },
    /** The changes since it began, and the position that it has seen; undefined if it is too old. */
    land: (fetch: Began, { part }: { part: boolean }) => {
      const since = changes.slice(fetch.from);
      if (!end(fetch) || fetch.resets < resets || fetch.number < landed) return undefined;
      if (!part) landed = fetch.number;
      return { changes: since, position: part ? 0 : head };
    },
    fail: (fetch: Began): void => void end(fetch),
    reset: (newHead: number): void => {
      resets++;
      head = newHead;
    },
  };
}
