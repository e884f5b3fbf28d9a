import { setTimeout as delay } from "node:timers/promises";
import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "../../../contract/channel.js";
import type {
  Counts,
  InboxChange,
  InboxPage,
  InboxPatched,
  ListInbox,
  PatchInbox,
} from "../../../contract/notifications.js";
import { type Clock, toTimestamp } from "../../../platform/clock.js";
import type { Firebase } from "../../../platform/firebase.js";
import type { Keyed } from "../../../platform/idempotency.js";
import { derivedId, type Random } from "../../../platform/ids.js";
import { inTurn } from "../../../platform/inTurn.js";
import type { Log } from "../../../platform/log.js";
import type { Seen } from "../../../platform/seen.js";
import { settle } from "../../../platform/settle.js";
import type { WakeUp, WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import {
  type AnyDraft,
  emptyPosition,
  type LoggedEvent,
  type Position,
} from "../../../realtime/log/event.js";
import type { Publisher } from "../../../realtime/publisher.js";
import type { RateLimits } from "../../../realtime/rate.js";
import { type Addressed, admit, notificationId, openRow } from "./admit.js";
import { countsAt, emptyInbox, type InboxState, movedOn } from "./counts.js";
import { isExpired, type Item, toWire } from "./item.js";
import { listing } from "./listing.js";
import { type Patched, patching } from "./patching.js";
import { inboxStore } from "./store.js";
import { type Patch, transition } from "./transitions.js";

export interface InboxDeps {
  firebase: Firebase;
  publisher: Publisher;
  wakeUps: Pick<WakeUps, "add" | "announce">;
  clock: Clock;
  limits: RateLimits;
  random: Random;
  log: Log;
}

export interface Inbox {
  /** Puts a notice into its recipient's inbox. Any repeat changes nothing. */
  add(notice: Addressed): Promise<"created" | "joined" | "repeated">;
  list(uid: string, query: ListInbox): Promise<InboxPage>;
  counts(uid: string): Promise<Counts>;
  /** @throws Problem `invalid_request` for a snooze that is too short or too long, `rate_limited`. */
  patch(uid: string, wish: PatchInbox, keyed?: Keyed): Promise<InboxPatched>;
  /** Brings a snoozed row back, if its time has come. */
  wake(uid: string, id: string): Promise<void>;
}

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
interface Step {
  event: keyof typeof eventOf;
  before?: Item | undefined;
  after: Item;
  /** The row is new, or as new again. */
  isNew?: true;
  /** A batch that this row opens. */
  open?: { key: string; until: string } | undefined;
  /** A notification that has joined this row. */
  joined?: string;
}

/** Twenty processes may want the same inbox at once. */
const patience = 40;

export function inboxActions(deps: InboxDeps): Inbox {
  const { firebase, publisher, wakeUps, limits, clock, random, log } = deps;
  const store = inboxStore(firebase.firestore, log);
  const turn = inTurn();
  const pause = (lost: number) => delay(random() * Math.min(500, 20 * 2 ** lost));
  const rivalled = <T>(uid: string, attempt: () => Promise<T>): Promise<T> =>
    turn(uid, () => settle(undefined, attempt, { attempts: patience, pause }));

  /** One commit: the rows, the counts, and an event for each row with the counts after it. */
  const commit = async (
    uid: string,
    seen: Seen<InboxState> | undefined,
    steps: readonly Step[],
    by: string | undefined,
    also: (batch: WriteBatch) => void = () => undefined,
  ): Promise<InboxState> => {
    const now = clock.now();
    let state = seen?.value ?? emptyInbox;
    if (steps.length === 0) return state;
    const stamped: Step[] = [];
    const events = steps.map((step): AnyDraft<"inbox"> => {
      const { event, before, open } = step;
      const after = step.isNew ? { ...step.after, version: state.version + 1 } : step.after;
      stamped.push({ ...step, after });
      state = movedOn(state, { before, after }, now);
      if (open) state.open[open.key] = { id: after.id, until: open.until };
      return eventOf[event]({ by, data: { item: toWire(after), counts: countsAt(state, now) } });
    });
    await publisher.append({
      channel: channelOf("inbox", { uid }),
      events,
      after: seen ? seen.value.log : emptyPosition,
      writes: (batch, placed) => {
        store.putState(batch, uid, seen, { ...state, log: endOf(placed) });
        for (const { before, after, joined } of stamped) {
          if (before) store.updateItem(batch, uid, after);
          else store.createItem(batch, uid, after);
          if (joined !== undefined) store.createJoined(batch, uid, joined, after);
        }
        also(batch);
      },
    });
    return state;
  };

  const patchRows = async (
    uid: string,
    ids: readonly string[],
    patch: Patch,
    upTo: number,
  ): Promise<Patched> => {
    const { state: seen, items } = await store.rows(uid, ids);
    const now = clock.now();
    const present = items.filter((item) => !isExpired(item, now));
    const steps = present
      .filter(({ version }) => version <= upTo)
      .map((before) => ({ before, after: transition(before, { type: "patched", patch }, toTimestamp(now)) }))
      .filter(({ before, after }) => before !== after)
      .map((step): Step => ({
        ...step,
        event: patch.read === true ? "read" : "updated",
      }));
    const alarms = steps.flatMap(({ after }) => alarmOf(uid, after) ?? []);
    const state = await commit(uid, seen, steps, uid, (batch) => {
      for (const alarm of alarms) wakeUps.add(batch, alarm);
    });
    await Promise.all(alarms.map((alarm) => wakeUps.announce(alarm)));
    return {
      items: steps.map(({ after }) => after),
      newer: present.filter(({ version }) => version > upTo),
      state,
    };
  };

  return {
    add: (notice) =>
      rivalled(notice.uid, async () => {
        const { uid, actor } = notice;
        const id = notificationId(notice);
        const { state, isKnown } = await store.arrival(uid, id);
        if (isKnown) return "repeated";
        const now = clock.now();
        const openId = openRow(state?.value ?? emptyInbox, notice, now);
        const joining = openId === undefined ? undefined : await store.rows(uid, [openId]);
        const [open] = joining?.items ?? [];
        const admission = admit(notice, open, now);
        const step: Step =
          admission.type === "created"
            ? { event: "created", after: admission.item, isNew: true, open: admission.open }
            : { event: "updated", before: admission.before, after: admission.item, isNew: true, joined: id };
        await commit(uid, state, [step], actor);
        return admission.type;
      }),

    ...listing(store, clock),

    patch: patching({
      store,
      limits,
      clock,
      patchRows: (...rows) => rivalled(rows[0], () => patchRows(...rows)),
    }),

    wake: (uid, id) =>
      rivalled(uid, async () => {
        const { state, items } = await store.rows(uid, [id]);
        const [before] = items;
        const now = clock.now();
        if (!before || isExpired(before, now)) return;
        // Snoozed anew meanwhile: that one has its own alarm.
        if (before.snoozedUntil === undefined || Date.parse(before.snoozedUntil) > now) return;
        const after = transition(before, { type: "woken" }, toTimestamp(now));
        await commit(uid, state, [{ event: "updated", before, after, isNew: true }], undefined);
      }),
  };
}

function endOf(placed: readonly LoggedEvent[]): Position | undefined {
  const last = placed.at(-1);
  return last && { epoch: last.epoch, seq: last.seq };
}

export const snoozeKind = "snooze";

/** A row that was snoozed wakes up then; moving the snooze moves the alarm. */
function alarmOf(uid: string, { id, snoozedUntil }: Item): WakeUp | undefined {
  if (snoozedUntil === undefined) return undefined;
  return {
    id: derivedId(snoozeKind, uid, id),
    kind: snoozeKind,
    dueAt: Date.parse(snoozedUntil),
    payload: { uid, id },
  };
}
