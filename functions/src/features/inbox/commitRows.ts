import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import {
  type AllChange,
  inboxChannel,
  type InboxChange,
} from "@firecast/contract/notifications/notifications";
import type { Versioned } from "../../platform/firestore/versioned.js";
import { type AnyDraft, emptyPosition, type LoggedEvent, type Position } from "../../realtime/index.js";
import type { InboxDeps } from "./deps.js";
import type { JoinedNotice } from "./notes.js";
import { countsAt, movedOn } from "./rules/counts.js";
import { type Item, toWire } from "./schema.js";
import { emptyInbox, type InboxState } from "./state.js";

interface ChangeDraft {
  by: string | undefined;
  data: InboxChange;
}

const eventOf = {
  created: (draft: ChangeDraft) => ({ type: "notification:created", ...draft }) as const,
  updated: (draft: ChangeDraft) => ({ type: "notification:updated", ...draft }) as const,
  read: (draft: ChangeDraft) => ({ type: "notification:read", ...draft }) as const,
};

/** A row's change, and the event that tells of it. */
export interface Step {
  event: keyof typeof eventOf;
  before?: Item | undefined;
  after: Item;
  /** The row is new, or as new again. */
  isNew?: true;
  /** Nothing is left of the row. */
  isGone?: true;
  /** A batch that this row opens. */
  open?: { key: string; until: string } | undefined;
  /** Happenings that have joined this row, by the ids that their own rows would have. */
  joined?: readonly JoinedNotice[];
}

export interface InboxCommit {
  uid: string;
  seen: Versioned<InboxState> | undefined;
  steps: readonly Step[];
  by?: string | undefined;
  /** What else changes in the state. */
  change?: Partial<InboxState>;
  also?: (batch: WriteBatch) => void;
}

type CommitDeps = Pick<InboxDeps, "store" | "publisher" | "clock">;

/** One commit: the rows, the counts, and an event for each row with the counts after it. */
export async function commitRows(
  { store, publisher, clock }: CommitDeps,
  { uid, seen, steps, by, change, also }: InboxCommit,
): Promise<InboxState> {
  const now = clock.now();
  let state = { ...(seen?.value ?? emptyInbox), ...change };
  if (steps.length === 0) {
    if (!change) return state;
    await store.commit((batch) => {
      // A write that changes nothing gives Firestore's document no new version: its readers would not notice.
      store.putState(batch, uid, seen, { ...state, touched: (state.touched ?? 0) + 1 });
      also?.(batch);
    });
    return state;
  }
  const stamped: Step[] = [];
  const events = steps.map((step): AnyDraft<typeof inboxChannel> => {
    const { event, before, open } = step;
    const version = state.version + 1;
    const after = { ...step.after, touched: version, ...(step.isNew && { version }) };
    stamped.push({ ...step, after });
    state = movedOn(state, { before, after }, now);
    if (open) state.open[open.key] = { id: after.id, until: open.until };
    return eventOf[event]({ by, data: { item: toWire(after), counts: countsAt(state, now) } });
  });
  await publisher.append({
    channel: channelOf(inboxChannel, { uid }),
    events,
    after: seen ? seen.value.log : emptyPosition,
    writes: (batch, placed) => {
      store.putState(batch, uid, seen, { ...state, log: endOf(placed) });
      for (const step of stamped) writeStep(store, batch, uid, step);
      also?.(batch);
    },
  });
  return state;
}

function writeStep(
  store: InboxDeps["store"],
  batch: WriteBatch,
  uid: string,
  { before, after, isGone, joined = [] }: Step,
): void {
  if (isGone) store.removeItem(batch, uid, after);
  else if (before) store.updateItem(batch, uid, after);
  else store.createItem(batch, uid, after);
  for (const [place, notice] of joined.entries()) store.putJoined(batch, uid, notice, after, place);
}

interface MarkCommit extends Pick<InboxCommit, "uid" | "seen" | "also"> {
  change: Pick<InboxState, "tallies" | "marks">;
  all: AllChange["all"];
  /** Rows that are written along, as they are with the mark. */
  rows: readonly Item[];
}

/** One commit and one event for what is done to all rows. */
export async function commitMark(
  { store, publisher }: CommitDeps,
  { uid, seen, change, all, rows, also }: MarkCommit,
  now: number,
): Promise<InboxState> {
  const before = seen?.value ?? emptyInbox;
  const state = { ...before, ...change, version: before.version + 1 };
  const event = eventOf[all.read ? "read" : "updated"];
  await publisher.append({
    channel: channelOf(inboxChannel, { uid }),
    events: [event({ by: uid, data: { all, counts: countsAt(state, now) } })],
    after: seen ? seen.value.log : emptyPosition,
    writes: (batch, placed) => {
      store.putState(batch, uid, seen, { ...state, log: endOf(placed) });
      for (const row of rows) store.updateItem(batch, uid, { ...row, touched: state.version });
      also?.(batch);
    },
  });
  return state;
}

function endOf(placed: readonly LoggedEvent[]): Position | undefined {
  const last = placed.at(-1);
  return last && { epoch: last.epoch, seq: last.seq };
}
