import { setTimeout as delay } from "node:timers/promises";
import type {
  Counts,
  InboxPage,
  InboxPatched,
  ListInbox,
  PatchInbox,
} from "@firecast/contract/notifications";
import { type Clock, toTimestamp } from "../../../platform/clock.js";
import type { Firebase } from "../../../platform/firebase.js";
import type { IdempotentRequest } from "../../../platform/firestore/idempotency.js";
import { derivedId, type Random } from "../../../platform/ids.js";
import { keyedMutex } from "../../../platform/concurrency/keyedMutex.js";
import type { Log } from "../../../platform/log.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import type { WakeUp, WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import type { Publisher, RateLimits } from "../../../realtime/index.js";
import { type Addressed, admit, isBlocked, isFromLeft, notificationId, openRow, ringing } from "./admit.js";
import { type Blocking, blocking } from "./blocking.js";
import { committing, markCommitting, type Step } from "./committing.js";
import { emptyInbox } from "./counts.js";
import { isExpired, type Item, saidBy } from "./item.js";
import { finding } from "./finding.js";
import { gathering, isCrowded } from "./gathering.js";
import { listing } from "./listing.js";
import { marking, type SpreadDue } from "./marking.js";
import { type Patched, patching } from "./patching.js";
import { type Retraction, retracting } from "./retracting.js";
import { inboxStore } from "./store.js";
import { type Patch, transition } from "./transitions.js";

export interface InboxDeps {
  firebase: Firebase;
  publisher: Publisher;
  wakeUps: Pick<WakeUps, "add" | "announce" | "schedule">;
  /** A patch of all rows that are more than this is one event. Default: 20; up to then each row has its own. */
  markBeyond?: number;
  clock: Clock;
  limits: RateLimits;
  random: Random;
  log: Log;
}

/** "joined" also of what waits to be taken in. */
export type Added = "created" | "joined" | "repeated" | "left_out";

export interface Inbox extends Blocking {
  /** Puts a notice into its recipient's inbox. Any repeat changes nothing. */
  add(notice: Addressed): Promise<Added>;
  /** Takes in what waits: where very much happens, a row grows once a second. */
  takeIn(uid: string): Promise<void>;
  /** Takes a happening back: its row goes, or says what is left of it. "nothing" if it was in none. */
  retract(retraction: Retraction): Promise<"retracted" | "nothing">;
  /** The same happening in other words: where it is shown, it reads like this now. */
  revise(notice: Addressed): Promise<void>;
  /** Takes back all that a space told this user until then. */
  leave(uid: string, spaceId: string, at: string): Promise<void>;
  list(uid: string, query: ListInbox): Promise<InboxPage>;
  counts(uid: string): Promise<Counts>;
  /** @throws Problem `invalid_request` for a snooze that is too short or too long, `rate_limited`. */
  patch(uid: string, wish: PatchInbox, request?: IdempotentRequest<InboxPatched>): Promise<InboxPatched>;
  /** Stores in each row what was done to all of them. */
  spread(due: SpreadDue): Promise<void>;
  /** Brings a snoozed row back, if its time has come. */
  wake(uid: string, id: string): Promise<void>;
}

/** Twenty processes may want the same inbox at once. */
const patience = 40;

export function inboxActions(deps: InboxDeps): Inbox {
  const { firebase, publisher, wakeUps, limits, clock, random, log, markBeyond = 20 } = deps;
  const store = inboxStore(firebase.firestore, log);
  const turn = keyedMutex();
  const pause = (lost: number) => delay(random() * Math.min(500, 20 * 2 ** lost));
  const rivalled = <T>(uid: string, attempt: () => Promise<T>): Promise<T> =>
    turn(uid, () => retryOnConflict(undefined, attempt, { attempts: patience, pause }));

  const commit = committing({ store, publisher, clock });
  const commitMark = markCommitting({ store, publisher });
  const find = finding(store);
  const gather = gathering({ store, commit, wakeUps, clock, rivalled });
  const { mark, spread } = marking({ store, commit, commitMark, wakeUps, clock, rivalled });

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
    const state = await commit({
      ...{ uid, seen, steps, by: uid },
      also: (batch) => {
        for (const alarm of alarms) wakeUps.add(batch, alarm);
      },
    });
    await Promise.all(alarms.map((alarm) => wakeUps.announce(alarm)));
    return {
      items: steps.map(({ after }) => after),
      newer: present.filter(({ version }) => version > upTo),
      state,
    };
  };

  const admitOne = (notice: Addressed): Promise<Added | "waiting" | "stranded"> =>
    rivalled(notice.uid, async () => {
      const { uid, actor } = notice;
      const id = notificationId(notice);
      const { state, isKnown, retractedAt, waiting } = await store.arrival(uid, id);
      const isAnew = retractedAt !== undefined && notice.at > retractedAt;
      const known = state?.value ?? emptyInbox;
      // Its writer has died after the last look at what waits.
      if (waiting && !known.isGathering) return "stranded";
      if (isKnown && !isAnew) return "repeated";
      if (isFromLeft(known, notice) || isBlocked(known, notice)) return "left_out";
      const now = clock.now();
      const openId = openRow(known, notice, now);
      if (openId !== undefined && known.isGathering && !isAnew) return "waiting";
      const joining = openId === undefined ? undefined : await store.rows(uid, [openId]);
      const [open] = joining?.items ?? [];
      const admission = admit(notice, open, now);
      if (open && admission.type === "joined" && isCrowded(open, now) && !isAnew) {
        await gather.begin(uid, state, { id, notice });
        return "joined";
      }
      const ring = admission.type === "created" ? ringing(known, notice, now) : undefined;
      const step: Step =
        admission.type === "created"
          ? { event: "created", after: admission.item, isNew: true, open: admission.open }
          : {
              event: "updated",
              before: admission.before,
              after: admission.item,
              isNew: true,
              joined: [{ id, said: saidBy(notice) }],
            };
      await commit({
        ...{ uid, seen: state, steps: [step], by: actor },
        ...(ring?.rung && { change: { rung: ring.rung } }),
        also: (batch) => {
          if (ring?.isSilent) store.putSilent(batch, uid, admission.item);
          else if (isAnew && !step.joined) store.forgetDelivery(batch, uid, id);
        },
      });
      return admission.type;
    });

  /** Waiting needs no turn: it rests on nothing but that document. */
  const add = async (notice: Addressed): Promise<Added> => {
    const outcome = await admitOne(notice);
    if (outcome === "waiting") {
      const waits = await gather.wait(notice.uid, { id: notificationId(notice), notice });
      return waits === "known" ? add(notice) : waits;
    }
    if (outcome !== "stranded") return outcome;
    await gather.takeIn(notice.uid);
    return "repeated";
  };

  return {
    add,
    takeIn: gather.takeIn,

    ...listing(store, find, clock),
    spread,
    ...blocking({ store, limits, clock, rivalled }),
    ...retracting({ store, commit, clock, rivalled }),

    patch: patching({
      store,
      limits,
      clock,
      ...{ find, mark, markBeyond },
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
        await commit({ uid, seen: state, steps: [{ event: "updated", before, after, isNew: true }] });
      }),
  };
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
