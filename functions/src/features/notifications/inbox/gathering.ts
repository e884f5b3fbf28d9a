import type { WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { type Clock, seconds } from "../../../platform/clock.js";
import { grpcCode, GrpcStatus } from "../../../platform/firestore/grpc.js";
import { derivedId } from "../../../platform/ids.js";
import type { Versioned } from "../../../platform/firestore/versioned.js";
import type { WakeUp, WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import { type Admissible, admitAs, isBlocked, isFromLeft, openRow, ringing } from "./admit.js";
import type { CommitInbox, Step } from "./committing.js";
import { emptyInbox, type InboxState } from "./counts.js";
import { type Item, saidBy } from "./item.js";
import type { InboxStore } from "./store.js";

interface GatheringDeps {
  store: InboxStore;
  commit: CommitInbox;
  wakeUps: Pick<WakeUps, "add" | "announce">;
  clock: Clock;
  rivalled<T>(uid: string, attempt: () => Promise<T>): Promise<T>;
}

/** A happening that waits to be taken into its row, by the id that its own row would have. */
export interface Waiting {
  readonly id: string;
  readonly notice: Admissible;
}

/** A row that has taken in so many grows at most this often from then on. */
const crowdedFrom = 10;
const takenInEvery = seconds(1);
/** Taken in by one commit. */
const mostAtOnce = 200;

export const gatheringKind = "inbox_gathering";
export const GatheringDue = z.object({ uid: Segment });

const dueAt = (uid: string, at: number): WakeUp => ({
  ...{ id: derivedId(gatheringKind, uid), kind: gatheringKind, dueAt: at, payload: { uid } },
});

/** Whether a row takes in so much that what comes next waits a moment. */
export const isCrowded = ({ count, listedAt }: Item, now: number): boolean =>
  count >= crowdedFrom && now - Date.parse(listedAt) < takenInEvery;

/**
 * Thousands of happenings a minute for one recipient are documents of their own, which nothing else writes; once a second a
 * wake-up takes them into their row. So the inbox has few commits, however much happens, and each is counted once.
 */
export function gathering({ store, commit, wakeUps, clock, rivalled }: GatheringDeps) {
  const takeInAll = async (
    uid: string,
    seen: Versioned<InboxState> | undefined,
    waiting: readonly Waiting[],
    wakeUp: WakeUp,
  ): Promise<void> => {
    const now = clock.now();
    const state = seen?.value ?? emptyInbox;
    const ids = waiting.flatMap(({ notice }) => openRow(state, notice, now) ?? []);
    const stored = ids.length > 0 ? (await store.rows(uid, ids)).items : [];
    const open = { ...state.open };
    const steps = new Map<string, Step>();
    const unwanted: string[] = [];
    const silent = new Set<string>();
    let { rung } = state;
    for (const { id, notice } of waiting) {
      if (isFromLeft(state, notice) || isBlocked(state, notice)) {
        unwanted.push(id);
        continue;
      }
      const rowId = openRow({ ...state, open }, notice, now);
      const taken = rowId === undefined ? undefined : steps.get(rowId);
      const row = taken?.after ?? stored.find((item) => item.id === rowId);
      const admission = admitAs(id, notice, row, now);
      if (admission.type === "created") {
        steps.set(id, {
          event: "created",
          after: admission.item,
          isNew: true,
          open: admission.open,
          joined: [],
        });
        if (admission.open) open[admission.open.key] = { id, until: admission.open.until };
        const ring = ringing({ ...state, rung }, notice, now);
        if (ring.isSilent) silent.add(id);
        rung = ring.rung ?? rung;
      } else {
        const joined = [...(taken?.joined ?? []), { id, said: saidBy(notice) }];
        const before = { event: "updated" as const, before: admission.before };
        steps.set(admission.item.id, { ...(taken ?? before), after: admission.item, isNew: true, joined });
      }
    }
    await commit({
      ...{ uid, seen, steps: [...steps.values()], change: { isGathering: true, rung } },
      also: (batch: WriteBatch) => {
        for (const [id, { event, after }] of steps) {
          if (silent.has(id)) store.putSilent(batch, uid, after);
          else if (event === "created") store.forgetDelivery(batch, uid, id);
        }
        for (const id of unwanted) store.putTaken(batch, uid, id);
        wakeUps.add(batch, wakeUp);
      },
    });
  };

  /**
   * First it is said that nothing is gathered any more, then looked again: what was written before that is found by this
   * look, and what is written after it is taken in by its own writer.
   */
  const takeIn = async (uid: string): Promise<void> => {
    for (;;) {
      const wakeUp = dueAt(uid, clock.now() + takenInEvery);
      const outcome = await rivalled(uid, async () => {
        const seen = await store.state(uid);
        const waiting = await store.waiting(uid, mostAtOnce);
        if (waiting.length > 0) {
          await takeInAll(uid, seen, waiting, wakeUp);
          return "taken";
        }
        if (!seen?.value.isGathering) return "done";
        await commit({ uid, seen, steps: [], change: { isGathering: false } });
        return "again";
      });
      if (outcome === "taken") return wakeUps.announce(wakeUp);
      if (outcome === "done") return;
    }
  };

  return {
    takeIn,

    /** From now on what joins a row waits; this is the first that does. */
    begin: async (
      uid: string,
      seen: Versioned<InboxState> | undefined,
      { id, notice }: Waiting,
    ): Promise<void> => {
      const wakeUp = dueAt(uid, clock.now() + takenInEvery);
      const also = (batch: WriteBatch): void => {
        store.createWaiting(batch, uid, id, notice);
        wakeUps.add(batch, wakeUp);
      };
      await commit({ uid, seen, steps: [], change: { isGathering: true }, also });
      await wakeUps.announce(wakeUp);
    },

    /** "known" if something was written of it meanwhile. */
    wait: async (uid: string, { id, notice }: Waiting): Promise<"joined" | "known"> => {
      try {
        await store.commit((batch) => store.createWaiting(batch, uid, id, notice));
      } catch (error) {
        if (grpcCode(error) !== GrpcStatus.alreadyExists) throw error;
        return "known";
      }
      if (!(await store.state(uid))?.value.isGathering) await takeIn(uid);
      return "joined";
    },
  };
}
