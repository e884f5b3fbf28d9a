import type { WriteBatch } from "firebase-admin/firestore";
import { type Clock, toTimestamp } from "../../../platform/clock.js";
import { unnamed } from "@firecast/contract/names";
import type { NotificationType } from "@firecast/contract/notifications";
import { specOf } from "../registry.js";
import { type Addressed, notificationId } from "./admit.js";
import type { CommitInbox, Step } from "./committing.js";
import { emptyInbox, withLeft } from "./counts.js";
import { actorOf, type Item, type Said, saidBy, withdrawn } from "./item.js";
import type { InboxStore, Position } from "./store.js";

/** A happening that is true no more: its message was deleted, or names this user no longer. */
export interface Retraction {
  readonly uid: string;
  readonly type: NotificationType;
  readonly cause: string;
  /** When it was taken back: what happened before this is told no more, however late its trigger runs. */
  readonly at: string;
}

interface RetractingDeps {
  store: InboxStore;
  commit: CommitInbox;
  clock: Clock;
  rivalled<T>(uid: string, attempt: () => Promise<T>): Promise<T>;
}

/** Rows of one commit. */
const rowsAtOnce = 100;

/**
 * Takes happenings back, or says them anew. Every call is safe to repeat, and pending pushes follow: a row that is gone is
 * not pushed, and one that stays is pushed as it reads then.
 */
export function retracting({ store, commit, clock, rivalled }: RetractingDeps) {
  /** What a row says without one of its happenings: what the newest of the others said, or nothing. */
  const without = async (uid: string, row: Item, id: string): Promise<Item | undefined> => {
    if (row.count === 1) return undefined;
    const joined = await store.newestJoined(uid, row.id);
    const newest = joined.find((other) => other.id !== id)?.said ?? (row.id === id ? undefined : row.said);
    const { said: _, ...rest } = row;
    const kept: Item = row.id === id ? { ...rest, ownRetracted: true } : row;
    return newest && rendered({ ...kept, count: row.count - 1 }, newest);
  };

  const retract = (retraction: Retraction): Promise<"retracted" | "nothing"> =>
    rivalled(retraction.uid, async () => {
      const { uid, at } = retraction;
      const id = notificationId(retraction);
      const { state, row, joined, isKnown } = await store.holding(uid, id);
      if (joined?.retractedAt !== undefined && joined.retractedAt >= at) return "nothing";
      if (joined?.said && joined.said.at > at) return "nothing";
      if (row?.id === id && (row.ownRetracted || saidAt(row) > at)) return "nothing";
      const mark = { id, type: retraction.type, at };
      if (!row) {
        // With the state: a telling that is under way finds it changed, and looks again.
        const also = (batch: WriteBatch): void => store.putRetracted(batch, uid, { ...mark, isKnown });
        await commit({ uid, seen: state, steps: [], change: {}, also });
        return "nothing";
      }
      const left = await without(uid, row, id);
      const step: Step = left
        ? { event: "updated", before: row, after: left }
        : { event: "updated", before: row, after: withdrawn(row, toTimestamp(clock.now())), isGone: true };
      await commit({
        ...{ uid, seen: state, steps: [step] },
        also: (batch) => {
          if (row.id !== id) store.putRetracted(batch, uid, { ...mark, isKnown });
        },
      });
      return "retracted";
    });

  /** The text was edited: rows that show it say it as it is now. Nothing becomes new by that. */
  const revise = (notice: Addressed): Promise<void> =>
    rivalled(notice.uid, async () => {
      const { uid, at } = notice;
      const id = notificationId(notice);
      const { state, row, joined } = await store.holding(uid, id);
      const former = row?.id === id ? row.said : joined?.said;
      if (!former || former.at >= at) return;
      const news = saidBy(notice);
      if (!row) {
        // With the state, like a retraction: it may be taken in at this moment, as it was said before.
        const also = (batch: WriteBatch): void => store.putSaid(batch, uid, id, news);
        if (joined?.waiting) await commit({ uid, seen: state, steps: [], change: {}, also });
        return;
      }
      const [newest] = await store.newestJoined(uid, row.id);
      const isShown = newest ? newest.id === id : row.id === id;
      const kept = row.id === id ? { ...row, said: news } : row;
      const after = isShown ? (rendered(kept, news) ?? kept) : kept;
      const writes = (batch: WriteBatch): void => {
        if (row.id !== id) store.putSaid(batch, uid, id, news);
      };
      if (after.title !== row.title || after.body !== row.body) {
        await commit({ uid, seen: state, steps: [{ event: "updated", before: row, after }], also: writes });
      } else {
        const also = (batch: WriteBatch): void => {
          store.updateItem(batch, uid, after);
          writes(batch);
        };
        await commit({ uid, seen: state, steps: [], change: {}, also });
      }
    });

  /** A user belongs to a space no more: what it told them until then is withdrawn, and what is still on its way stays out. */
  const leave = async (uid: string, spaceId: string, at: string): Promise<void> => {
    await rivalled(uid, async () => {
      const seen = await store.state(uid);
      const left = withLeft(seen?.value ?? emptyInbox, spaceId, at, clock.now());
      await commit({ uid, seen, steps: [], change: { left } });
    });
    for (const place of ["inbox", "snoozed", "archived"] as const) {
      let after: Position | undefined;
      do {
        const page = await store.page(uid, { place, spaceId, after, limit: rowsAtOnce });
        const ids = page.items.filter(({ timestamp }) => timestamp <= at).map(({ id }) => id);
        if (ids.length > 0) await withdrawRows(uid, ids, at);
        after = page.next;
      } while (after);
    }
  };

  const withdrawRows = (uid: string, ids: readonly string[], at: string): Promise<void> =>
    rivalled(uid, async () => {
      const { state: seen, items } = await store.rows(uid, ids);
      const now = toTimestamp(clock.now());
      const steps = items
        .filter(({ timestamp }) => timestamp <= at)
        .map((before): Step => ({ event: "updated", before, after: withdrawn(before, now), isGone: true }));
      await commit({ uid, seen, steps });
    });

  return { retract, revise, leave };
}

const saidAt = ({ said, timestamp }: Item): string => said?.at ?? timestamp;

/** Undefined where what was stored is not of the type's form: nothing can be said of it. */
function rendered(item: Item, { payload, aboutName = unnamed, ...who }: Said): Item | undefined {
  const spec = specOf(item.type);
  const parsed = spec.payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { actor: _, actorName: _name, ...rest } = item;
  return { ...rest, ...spec.render(parsed.data, item.count, aboutName), ...actorOf(who) };
}
