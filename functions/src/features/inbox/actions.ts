import type {
  Blocked,
  Counts,
  InboxPage,
  InboxPatched,
  ListInbox,
  PatchInbox,
} from "@firecast/contract/notifications/notifications";
import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { inTurnOf } from "../../platform/firestore/inTurn.js";
import type { Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import type { NoticeRegistry } from "../../platform/notices/noticeRegistry.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { Publisher, RateLimits } from "../../realtime/index.js";
import type { InboxView } from "../push/actions.js";
import { type Added, addNotice } from "./addNotice.js";
import { blockUser, listBlocked, unblockUser } from "./blocked/blockUser.js";
import { takeInWaiting } from "./bulk/gather.js";
import { type SpreadDue, spreadMarks } from "./bulk/spreadMarks.js";
import type { InboxDeps } from "./deps.js";
import { forgetInbox } from "./forgetInbox.js";
import { leaveSpace } from "./leaveSpace.js";
import { countsOf, listRows } from "./lists/listRows.js";
import { patchInbox } from "./patchInbox.js";
import { type Retraction, retractNotice } from "./retractNotice.js";
import { reviseNotice } from "./reviseNotice.js";
import { rowView } from "./rowView.js";
import type { Addressed } from "./rules/admit.js";
import { inboxStore } from "./store.js";
import { wakeRow } from "./wakeRow.js";

export { SnoozeDue, snoozeKind } from "./wakeRow.js";

export interface Deps {
  firebase: Firebase;
  types: NoticeRegistry;
  publisher: Publisher;
  wakeUps: Pick<WakeUps, "add" | "announce" | "schedule">;
  /** A patch of all rows that are more than this is one event. Default: 20; up to then each row has its own. */
  markBeyond?: number;
  clock: Clock;
  limits: RateLimits;
  random: Random;
  log: Log;
}

/** Users' inboxes. */
export interface InboxActions extends InboxView {
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
  /** Users of whom this user hears nothing, by uid. */
  blocked(uid: string): Promise<Blocked[]>;
  /** Again changes nothing. @throws Problem `conflict` if there are 1,000, `rate_limited`. */
  block(uid: string, other: string): Promise<void>;
  unblock(uid: string, other: string): Promise<void>;
  /** Deletes all of a user whose account ends. Safe to repeat. */
  forgetUser(uid: string): Promise<void>;
}

export function inboxActions(given: Deps): InboxActions {
  const { firebase, types, random, log, markBeyond = 20 } = given;
  const store = inboxStore(firebase.firestore, types, log);
  const deps: InboxDeps = { ...given, store, inTurn: inTurnOf(random), markBeyond };
  return {
    ...rowView(firebase.firestore, types, log),
    unread: async (uid) => (await countsOf(deps, uid)).unread,
    blockedBy: async (uid) => new Set((await listBlocked(deps, uid)).map((blocked) => blocked.uid)),
    add: (notice) => addNotice(deps, notice),
    takeIn: (uid) => takeInWaiting(deps, uid),
    retract: (retraction) => retractNotice(deps, retraction),
    revise: (notice) => reviseNotice(deps, notice),
    leave: (uid, spaceId, at) => leaveSpace(deps, uid, spaceId, at),
    list: (uid, query) => listRows(deps, uid, query),
    counts: (uid) => countsOf(deps, uid),
    patch: (uid, wish, request) => patchInbox(deps, uid, wish, request),
    spread: (due) => spreadMarks(deps, due),
    wake: (uid, id) => wakeRow(deps, uid, id),
    blocked: (uid) => listBlocked(deps, uid),
    block: (uid, other) => blockUser(deps, uid, other),
    unblock: (uid, other) => unblockUser(deps, uid, other),
    forgetUser: (uid) => forgetInbox({ store, firestore: firebase.firestore }, uid),
  };
}
