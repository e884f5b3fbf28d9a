import type { LogEnd, Turn } from "./event.js";

/** So many writers are named in a commit; with more than that, they no longer wait for each other. */
const maxTurns = 64;
/** A rotation is dense as long as half of its slots are used: fewer commits meet by chance alone, and not often. */
const slotsPerTurn = 2;

/** The writer in a commit's name, which is `<writer>.<number>`. */
export const writerOf = (commit: string): string => commit.slice(0, commit.indexOf("."));

/** Which writers committed at the end of the log and before, the latest first, as of `laterMs` after the end was seen. */
export function turnsAt({ commit, turns, ageMs }: LogEnd, laterMs: number): Turn[] {
  if (commit === undefined || ageMs === undefined) return [];
  const known = turns ?? [{ writer: writerOf(commit), agoMs: 0 }];
  return known.map(({ writer, agoMs }) => ({ writer, agoMs: agoMs + ageMs + laterMs }));
}

/** The writers among them that take turns: those that commit so often that they would collide. */
export function rotationOf(turns: readonly Turn[], slotMs: number): Turn[] {
  const last = turns.findLastIndex(({ agoMs }, index) => agoMs <= slotsPerTurn * slotMs * (index + 1));
  return turns.slice(0, last + 1);
}

/** What a commit by `writer` tells the others: itself first. Nothing where the writer is alone. */
export function turnsAfter(turns: readonly Turn[], writer: string, slotMs: number): Turn[] | undefined {
  const others = rotationOf(turns, slotMs).filter((turn) => turn.writer !== writer);
  return others.length > 0 ? [{ writer, agoMs: 0 }, ...others].slice(0, maxTurns) : undefined;
}

/**
 * How long `writer` leaves the channel to the writers that have waited longer, ms. The one that committed longest ago goes
 * first, at once; each after that a slot later, counted from the last commit, so that one that has nothing to say delays the
 * others by one slot only. A writer that is new in the rotation has waited longest.
 */
export function waitFor(writer: string, turns: readonly Turn[], slotMs: number): number {
  const rotation = rotationOf(turns, slotMs);
  const own = rotation.findIndex((turn) => turn.writer === writer);
  if (own < 0) return 0;
  const before = rotation.length - 1 - own;
  return before * slotMs - (rotation[0]?.agoMs ?? 0);
}
