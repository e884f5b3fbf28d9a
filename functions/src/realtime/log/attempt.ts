import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { eventAt, type LoggedEvent, type Position, type Turn } from "./event.js";
import { displacedBy, placeAfter } from "./plan.js";
import type { Pending } from "./waiting.js";

/** One commit of several appends after a head. */
export interface Attempt {
  readonly commit: string;
  readonly head: Position;
  readonly members: readonly Pending[];
  readonly placed: readonly LoggedEvent[];
  readonly turns: readonly Turn[] | undefined;
  /** What it deletes beside what leaves the ring. */
  readonly orphans: readonly number[];
  readonly batch: WriteBatch;
}

interface Plan {
  firestore: Firestore;
  channel: string;
  /** Events that the channel keeps. */
  history: number;
  commit: string;
  head: Position;
  turns: readonly Turn[] | undefined;
  /** What was left behind long before the events that end with `seq`. */
  orphansBefore(seq: number): number[];
}

/**
 * Puts the appends into one batch, in their order. One whose own code throws is rejected, and the others go without it.
 * Undefined if none is left.
 */
export function attemptOf(plan: Plan, members: readonly Pending[]): Attempt | undefined {
  if (members.length === 0) return undefined;
  const { firestore, channel, history, commit, head, turns } = plan;
  const batch = firestore.batch();
  // A log that was wiped meanwhile is noticed and never continued with a hole.
  if (head.seq > 0) batch.update(eventAt(firestore, channel, head.seq), { followed: true });
  const placed: LoggedEvent[] = [];
  for (const member of members) {
    try {
      const own = placeAfter(channel, placed.at(-1) ?? head, member.entries, commit);
      member.writes?.(batch, own);
      placed.push(...own);
    } catch (error) {
      member.reject(error);
      const others = members.filter((other) => other !== member);
      return attemptOf(plan, others);
    }
  }
  const last = placed.at(-1);
  if (last && turns) placed.splice(-1, 1, { ...last, turns });
  for (const event of placed) batch.create(eventAt(firestore, channel, event.seq), { ...event });
  const orphans = plan.orphansBefore(last?.seq ?? 0);
  const gone = new Set([...displacedBy(placed, history), ...orphans]);
  for (const seq of gone) batch.delete(eventAt(firestore, channel, seq));
  return { commit, head, members, placed, turns, orphans, batch };
}
