import { channelOf } from "@firecast/contract/core/channel";
import {
  inboxChannel,
  type InboxPatched,
  type PatchInbox,
} from "@firecast/contract/notifications/notifications";
import { days, minutes, toTimestamp } from "../../platform/clock.js";
import { AlreadyCreated } from "../../platform/firestore/alreadyCreated.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { Problem } from "../../platform/problems.js";
import { markAll } from "./bulk/markAll.js";
import type { InboxDeps } from "./deps.js";
import { findRows } from "./lists/findRows.js";
import { type Patched, patchRows } from "./patchRows.js";
import { countsAt } from "./rules/counts.js";
import { markingOf } from "./rules/marks.js";
import { selection } from "./rules/selection.js";
import { type Item, toWire } from "./schema.js";
import { emptyInbox } from "./state.js";
import type { Position } from "./lists/wanted.js";

/** Rows of one commit: each is an event, and one more leaves the channel's ring. */
const rowsAtOnce = 100;
const itemsAnswered = 100;
const shortestSnooze = minutes(1);
const longestSnooze = days(90);

/** Marks, archives or snoozes rows. @throws Problem `invalid_request` for a snooze that is too short or too long, `rate_limited`. */
export async function patchInbox(
  deps: InboxDeps,
  uid: string,
  wish: PatchInbox,
  request?: IdempotentRequest<InboxPatched>,
): Promise<InboxPatched> {
  const { store, limits, clock } = deps;
  checkSnooze(wish.snoozeUntil, clock.now());
  await limits.take(uid, channelOf(inboxChannel, { uid }));
  // Done again, "all" would take in what came since.
  if (request && (await request.recall())) throw new AlreadyCreated(request.document);
  const { items, newer, state, changed = items.length } = await patchAll(deps, uid, wish);
  const patched = {
    changed,
    items: items.slice(0, itemsAnswered).map(toWire),
    ...(newer.length > 0 && { newer: newer.map(toWire) }),
    counts: countsAt(state, clock.now()),
  };
  if (request) await store.commit((batch) => request.record(batch, patched));
  return patched;
}

/**
 * Commit by commit; one that is repeated after a crash finds less to do. A user who says no version means the inbox as it
 * is when the request arrives: a happening that joins a row while this waits for its turn is not marked read by it.
 */
async function patchAll(deps: InboxDeps, uid: string, wish: PatchInbox): Promise<Patched> {
  const { store, markBeyond } = deps;
  const { patch, ids, wanted, isWhole } = selection(wish);
  let state = (await store.state(uid))?.value ?? emptyInbox;
  const upTo = wish.upTo ?? state.version;
  if (ids) return patchRows(deps, { uid, ids, patch, upTo });
  const whole = isWhole ? markingOf(patch) : undefined;
  if (whole) {
    const newest = await findRows(store, uid, { ...wanted, place: "inbox", limit: rowsAtOnce }, state);
    const named = newest.items.map(({ id }) => id);
    if (newest.next || named.length > markBeyond)
      return markAll(deps, { uid, patch: whole, upTo, ids: named });
  }
  const items: Item[] = [];
  let after: Position | undefined;
  do {
    const page = await findRows(store, uid, { ...wanted, place: "inbox", after, limit: rowsAtOnce }, state);
    const found = page.items.map(({ id }) => id);
    if (found.length > 0) {
      const done = await patchRows(deps, { uid, ids: found, patch, upTo });
      items.push(...done.items);
      state = done.state;
    }
    after = page.next;
  } while (after);
  return { items, newer: [], state };
}

function checkSnooze(until: string | null | undefined, now: number): void {
  if (typeof until !== "string") return;
  const ms = Date.parse(until) - now;
  if (ms >= shortestSnooze && ms <= longestSnooze) return;
  const detail = `must be between ${toTimestamp(now + shortestSnooze)} and ${toTimestamp(now + longestSnooze)}`;
  throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/snoozeUntil", detail }] });
}
