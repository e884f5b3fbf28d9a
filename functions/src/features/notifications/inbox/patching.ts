import { channelOf } from "@firecast/contract/channel";
import { inboxChannel } from "@firecast/contract/notifications";
import type { InboxPatched, PatchInbox } from "@firecast/contract/notifications";
import { AlreadyCreated } from "../../../platform/firestore/alreadyCreated.js";
import { type Clock, days, minutes, toTimestamp } from "../../../platform/clock.js";
import type { IdempotentRequest } from "../../../platform/firestore/idempotency.js";
import { Problem } from "../../../platform/problems.js";
import type { RateLimits } from "../../../realtime/index.js";
import { countsAt, emptyInbox, type InboxState } from "./counts.js";
import type { FindRows } from "./finding.js";
import { type Item, toWire } from "./item.js";
import type { Marking } from "./mark.js";
import { markingOf } from "./marks.js";
import { selection } from "./selection.js";
import type { InboxStore, Position } from "./store.js";
import type { Patch } from "./transitions.js";

/** What came of a patch. */
export interface Patched {
  /** Rows that changed. */
  readonly items: Item[];
  /** How many they are. Default: those of `items`. */
  readonly changed?: number;
  /** Rows that were left as they are: they became new after what the patch speaks of. */
  readonly newer: Item[];
  readonly state: InboxState;
}

interface PatchingDeps {
  store: InboxStore;
  limits: RateLimits;
  clock: Clock;
  /** Changes those of these rows in one commit that are not newer than `upTo`, a version of the inbox. */
  find: FindRows;
  /** The same for all rows at once; `ids` are the newest of them. */
  mark(uid: string, patch: Marking, upTo: number, ids: readonly string[]): Promise<Patched>;
  /** Up to so many rows each have an event of their own. */
  markBeyond: number;
  patchRows(uid: string, ids: readonly string[], patch: Patch, upTo: number): Promise<Patched>;
}

/** Rows of one commit: each is an event, and one more leaves the channel's ring. */
const rowsAtOnce = 100;
const itemsAnswered = 100;
const shortestSnooze = minutes(1);
const longestSnooze = days(90);

export function patching(deps: PatchingDeps) {
  const { store, limits, clock, find, mark, markBeyond, patchRows } = deps;

  /**
   * Commit by commit; one that is repeated after a crash finds less to do. A user who says no version means the inbox as it
   * is when the request arrives: a happening that joins a row while this waits for its turn is not marked read by it.
   */
  const patchAll = async (uid: string, wish: PatchInbox): Promise<Patched> => {
    const { patch, ids, wanted, isWhole } = selection(wish);
    let state = (await store.state(uid))?.value ?? emptyInbox;
    const upTo = wish.upTo ?? state.version;
    if (ids) return patchRows(uid, ids, patch, upTo);
    const whole = isWhole ? markingOf(patch) : undefined;
    if (whole) {
      const newest = await find(uid, { ...wanted, place: "inbox", limit: rowsAtOnce }, state);
      const named = newest.items.map(({ id }) => id);
      if (newest.next || named.length > markBeyond) return mark(uid, whole, upTo, named);
    }
    const items: Item[] = [];
    let after: Position | undefined;
    do {
      const page = await find(uid, { ...wanted, place: "inbox", after, limit: rowsAtOnce }, state);
      const found = page.items.map(({ id }) => id);
      if (found.length > 0) {
        const done = await patchRows(uid, found, patch, upTo);
        items.push(...done.items);
        state = done.state;
      }
      after = page.next;
    } while (after);
    return { items, newer: [], state };
  };

  return async (
    uid: string,
    wish: PatchInbox,
    request?: IdempotentRequest<InboxPatched>,
  ): Promise<InboxPatched> => {
    checkSnooze(wish.snoozeUntil, clock.now());
    limits.take(uid, channelOf(inboxChannel, { uid }));
    // Done again, "all" would take in what came since.
    if (request && (await request.recall())) throw new AlreadyCreated(request.document);
    const { items, newer, state, changed = items.length } = await patchAll(uid, wish);
    const patched = {
      changed,
      items: items.slice(0, itemsAnswered).map(toWire),
      ...(newer.length > 0 && { newer: newer.map(toWire) }),
      counts: countsAt(state, clock.now()),
    };
    if (request) await store.commit((batch) => request.record(batch, patched));
    return patched;
  };
}

function checkSnooze(until: string | null | undefined, now: number): void {
  if (typeof until !== "string") return;
  const ms = Date.parse(until) - now;
  if (ms >= shortestSnooze && ms <= longestSnooze) return;
  const detail = `must be between ${toTimestamp(now + shortestSnooze)} and ${toTimestamp(now + longestSnooze)}`;
  throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/snoozeUntil", detail }] });
}
