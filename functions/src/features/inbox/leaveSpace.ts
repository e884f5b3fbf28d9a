import { toTimestamp } from "../../platform/clock.js";
import { commitRows, type Step } from "./commitRows.js";
import type { InboxDeps } from "./deps.js";
import { withLeft } from "./rules/counts.js";
import { withdrawn } from "./schema.js";
import { emptyInbox } from "./state.js";
import type { Position } from "./lists/wanted.js";

/** Rows of one commit. */
const rowsAtOnce = 100;

/**
 * A user does not belong to a space any more: what it told them until then is withdrawn, and what is still on its way stays
 * out. Safe to repeat.
 */
export async function leaveSpace(deps: InboxDeps, uid: string, spaceId: string, at: string): Promise<void> {
  const { store, clock, inTurn } = deps;
  await inTurn(uid, async () => {
    const seen = await store.state(uid);
    const left = withLeft(seen?.value ?? emptyInbox, spaceId, at, clock.now());
    await commitRows(deps, { uid, seen, steps: [], change: { left } });
  });
  for (const place of ["inbox", "snoozed", "archived"] as const) {
    let after: Position | undefined;
    do {
      const page = await store.page(uid, { place, spaceId, after, limit: rowsAtOnce });
      const ids = page.items.filter(({ timestamp }) => timestamp <= at).map(({ id }) => id);
      if (ids.length > 0) await withdrawRows(deps, uid, ids, at);
      after = page.next;
    } while (after);
  }
}

const withdrawRows = (deps: InboxDeps, uid: string, ids: readonly string[], at: string): Promise<void> =>
  deps.inTurn(uid, async () => {
    const { state: seen, items } = await deps.store.rows(uid, ids);
    const now = toTimestamp(deps.clock.now());
    const steps = items
      .filter(({ timestamp }) => timestamp <= at)
      .map((before): Step => ({ event: "updated", before, after: withdrawn(before, at, now), isGone: true }));
    await commitRows(deps, { uid, seen, steps });
  });
