import type { Firestore, Timestamp, WriteBatch, WriteResult } from "firebase-admin/firestore";
import { encodeEvent, eventAt, type KnownHead, type LoggedEvent, type Turn } from "./event.js";
import { type Copies, type Heads, placesOf, sequenceCopies, withPlaces } from "./copies.js";
import { displacedBy, sequenceAfter } from "./plan.js";
import type { QueuedAppend } from "./appendQueue.js";

/** One commit of several appends after a head. */
export interface CommitAttempt {
  readonly commit: string;
  readonly head: KnownHead;
  readonly members: readonly QueuedAppend[];
  readonly sequenced: readonly LoggedEvent[];
  readonly copies: readonly Copies[];
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
  head: KnownHead;
  /** Of the channels that get copies. */
  copyHeads: Heads;
  turns: readonly Turn[] | undefined;
  /** What was left behind long before the events that end with `seq`. */
  orphansBefore(seq: number): number[];
}

/**
 * Puts the appends into one batch, in their order. One whose own code throws is rejected, and the others go without it.
 * Undefined if none is left.
 */
export function buildAttempt(plan: Plan, members: readonly QueuedAppend[]): CommitAttempt | undefined {
  if (members.length === 0) return undefined;
  const { firestore, channel, history, commit, head, copyHeads, turns } = plan;
  const batch = firestore.batch();
  let sequenced: LoggedEvent[] = [];
  for (const member of members) {
    try {
      const own = sequenceAfter(channel, sequenced.at(-1) ?? head, member.newEvents, commit);
      member.writes?.(batch, own);
      sequenced.push(...own);
    } catch (error) {
      member.reject(error);
      const others = members.filter((other) => other !== member);
      return buildAttempt(plan, others);
    }
  }
  const copied = sequenceCopies(members, copyHeads, commit);
  const places = placesOf([...sequenced, ...copied.flatMap((copy) => copy.sequenced)]);
  const copies = copied.map((copy) => ({ ...copy, sequenced: withPlaces(copy.sequenced, places) }));
  sequenced = withPlaces(sequenced, places);
  const last = sequenced.at(-1);
  if (last && turns) sequenced.splice(-1, 1, { ...last, turns });
  const orphans = plan.orphansBefore(last?.seq ?? 0);
  for (const added of [{ channel, history, head, sequenced, orphans }, ...copies]) {
    putEvents(firestore, batch, added);
  }
  return { commit, head, members, sequenced, copies, turns, orphans, batch };
}

interface Added extends Copies {
  readonly orphans?: readonly number[];
}

function putEvents(
  firestore: Firestore,
  batch: WriteBatch,
  { channel, history, head, sequenced, orphans = [] }: Added,
): void {
  // A log that was wiped meanwhile is noticed: never continued with a hole, nor, begun again, with another epoch.
  if (head.seq > 0) {
    const { updateTime: lastUpdateTime } = head;
    const before = eventAt(firestore, channel, head.seq);
    if (lastUpdateTime) batch.update(before, { followed: true }, { lastUpdateTime });
    else batch.update(before, { followed: true });
  }
  for (const event of sequenced) batch.create(eventAt(firestore, channel, event.seq), encodeEvent(event));
  const gone = new Set([...displacedBy(sequenced, history), ...orphans]);
  for (const seq of gone) batch.delete(eventAt(firestore, channel, seq));
}

/** Of a commit. What it creates has its time; what it leaves as it was has an earlier one. */
export function timeOf(results: readonly WriteResult[]): Timestamp | undefined {
  const times = results.map(({ writeTime }) => writeTime);
  return times.find((time) => times.every((other) => other.valueOf() <= time.valueOf()));
}
