import type { WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/ids";
import { type Clock, seconds, toTimestamp } from "../../../platform/clock.js";
import { derivedId } from "../../../platform/ids.js";
import { rateLimited } from "../../../platform/problems.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { WakeUp, WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import type { CommitInbox, CommitMark } from "./committing.js";
import { countsAt, emptyInbox, type InboxState, talliesOf } from "./counts.js";
import { isExpired, type Item, placeOf } from "./item.js";
import type { Marking } from "./mark.js";
import { marked, withMark } from "./marks.js";
import type { Patched } from "./patching.js";
import type { InboxStore, Position } from "./store.js";
import { transition } from "./transitions.js";

interface MarkingDeps {
  store: InboxStore;
  commit: CommitInbox;
  commitMark: CommitMark;
  wakeUps: Pick<WakeUps, "add" | "announce" | "schedule">;
  clock: Clock;
  rivalled<T>(uid: string, attempt: () => Promise<T>): Promise<T>;
}

/** Marks that storage has not caught up with yet. */
const mostMarks = 10;
const rowsAtOnce = 200;
/** A run that is not through by then goes on with the next one. */
const runFor = seconds(20);

export const spreadKind = "inbox_marks";

/** How far a run has come: it began with marks up to `last`, and goes on after this place. */
export const SpreadDue = z.object({
  uid: Segment,
  last: z.int().positive().optional(),
  after: z.object({ listedAt: Timestamp, id: Segment }).optional(),
});
export type SpreadDue = z.infer<typeof SpreadDue>;

const spreadAt = (payload: SpreadDue, dueAt: number): WakeUp => ({
  ...{ id: derivedId(spreadKind, payload.uid), kind: spreadKind, dueAt, payload },
});

/** One patch of all rows: one write and one event, however many rows there are. */
export function marking({ store, commit, commitMark, wakeUps, clock, rivalled }: MarkingDeps) {
  /** While rows are marked as archived and not stored so, those that are left were written since. */
  const countInbox = async (uid: string, state: InboxState, now: number): Promise<number> => {
    const archived = state.marks.findLast(({ patch }) => patch.archived);
    if (!archived) return store.countStored(uid, now);
    const rows = await store.touchedAfter(uid, archived.upTo, state);
    return rows.filter((item) => placeOf(item) === "inbox" && !isExpired(item, now)).length;
  };

  /** `ids`: the newest rows, which are written along: the answer shows them, and pushes look at them. */
  const mark = async (
    uid: string,
    patch: Marking,
    upTo: number,
    ids: readonly string[],
  ): Promise<Patched> => {
    const spread = spreadAt({ uid }, clock.now());
    const patched = await rivalled(uid, async () => {
      const { state: seen, items } = await store.rows(uid, ids);
      const state = seen?.value ?? emptyInbox;
      if (state.marks.length >= mostMarks) throw rateLimited(seconds(1));
      const now = clock.now();
      const at = toTimestamp(now);
      const isPresent = (item: Item): boolean => placeOf(item) === "inbox" && !isExpired(item, now);
      // Read after the state: whatever is written meanwhile makes the commit fail.
      const newer = state.version > upTo ? await store.touchedAfter(uid, upTo, state) : [];
      const present = newer.filter((item) => isPresent(item) && item.version > upTo);
      const changes = items
        .filter((item) => isPresent(item) && item.version <= upTo)
        .map((before) => ({ before, after: transition(before, { type: "patched", patch }, at) }))
        .filter(({ before, after }) => before !== after);

      const left = talliesOf(present);
      const isRead = patch.read ?? patch.archived ?? false;
      const tallies = isRead ? left : talliesOf(present, state.tallies);
      const archived = patch.archived ? (await countInbox(uid, state, now)) - present.length : 0;
      const marks = withMark(state.marks, { version: state.version + 1, upTo, at, patch });
      const also = (batch: WriteBatch): void => wakeUps.add(batch, spread);
      const rows = changes.map(({ after }) => after);
      const all = { upTo, at, ...patch };
      const next = await commitMark({ uid, seen, rows, change: { tallies, marks }, all, also }, now);
      const [was, is] = [countsAt(state, now), countsAt(next, now)];
      const changed = patch.archived
        ? archived
        : patch.read
          ? was.unread - is.unread
          : was.unseen - is.unseen;
      return { items: changes.map(({ after }) => after), changed, newer: [], state: next };
    });
    await wakeUps.announce(spread);
    return patched;
  };

  /** A page of rows is stored as it is. Nothing that anybody sees changes, so the inbox's state is not touched. */
  const settlePage = async (uid: string, after: Position | undefined): Promise<Position | undefined> =>
    retryOnConflict(undefined, async () => {
      const state = (await store.state(uid))?.value ?? emptyInbox;
      const version = state.marks.at(-1)?.version;
      const { found, next } = await store.stored(uid, after, rowsAtOnce);
      const changed = found.flatMap((seen) => {
        const item = marked(seen.value, state);
        return item === seen.value || version === undefined
          ? []
          : [{ seen, item: { ...item, settled: version } }];
      });
      if (changed.length > 0) {
        await store.commit((batch) => {
          for (const { seen, item } of changed) store.settleItem(batch, uid, seen.version, item);
        });
      }
      return next;
    });

  return {
    mark,

    /** Storage follows the marks, newest rows first; then they are forgotten. Safe to repeat, and to run twice at once. */
    spread: async ({ uid, ...from }: SpreadDue): Promise<void> => {
      const end = clock.now() + runFor;
      const last = from.last ?? (await store.state(uid))?.value.marks.at(-1)?.version;
      if (last === undefined) return;
      let { after } = from;
      do {
        after = await settlePage(uid, after);
        if (after && clock.now() >= end) return wakeUps.schedule(spreadAt({ uid, last, after }, clock.now()));
      } while (after);
      await rivalled(uid, async () => {
        const seen = await store.state(uid);
        const marks = seen?.value.marks.filter(({ version }) => version > last) ?? [];
        if (seen && marks.length < seen.value.marks.length) {
          await commit({ uid, seen, steps: [], change: { marks } });
        }
      });
    },
  };
}
