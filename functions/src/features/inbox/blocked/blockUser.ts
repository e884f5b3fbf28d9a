import { channelOf } from "@firecast/contract/core/channel";
import { type Blocked, inboxChannel } from "@firecast/contract/notifications/notifications";
import { toTimestamp } from "../../../platform/clock.js";
import { Problem } from "../../../platform/problems.js";
import type { InboxDeps } from "../deps.js";
import type { InboxState } from "../state.js";

type BlockedBy = InboxState["blocked"];
type Deps = Pick<InboxDeps, "store" | "limits" | "clock" | "inTurn">;

const mostBlocked = 1000;

/**
 * From now on the user hears nothing of the other one. It lies in the inbox's state, which every notification reads anyway.
 * Whether the other account exists is asked nowhere, so no caller learns it here. Again changes nothing.
 *
 * @throws Problem `conflict` if there are 1,000, `rate_limited`.
 */
export const blockUser = (deps: Deps, uid: string, other: string): Promise<void> =>
  changeBlocked(deps, uid, (blocked) => {
    if (Object.hasOwn(blocked, other)) return blocked;
    if (Object.keys(blocked).length >= mostBlocked) {
      throw new Problem("conflict", { detail: `At most ${mostBlocked} users. Unblock another user first.` });
    }
    return { ...blocked, [other]: toTimestamp(deps.clock.now()) };
  });

export const unblockUser = (deps: Deps, uid: string, other: string): Promise<void> =>
  changeBlocked(deps, uid, (blocked) => {
    const { [other]: found, ...others } = blocked;
    return found === undefined ? blocked : others;
  });

/** By uid. */
export async function listBlocked({ store }: Pick<Deps, "store">, uid: string): Promise<Blocked[]> {
  const blocked = (await store.state(uid))?.value.blocked ?? {};
  return Object.entries(blocked)
    .map(([other, blockedAt]) => ({ uid: other, blockedAt }))
    .sort((a, b) => (a.uid < b.uid ? -1 : 1));
}

async function changeBlocked(
  { store, limits, inTurn }: Deps,
  uid: string,
  changed: (blocked: BlockedBy) => BlockedBy,
): Promise<void> {
  await limits.take(uid, channelOf(inboxChannel, { uid }));
  return inTurn(uid, async () => {
    const seen = await store.state(uid);
    const before = seen?.value.blocked ?? {};
    const after = changed(before);
    if (after === before) return;
    await store.commit((batch) => store.putBlocked(batch, uid, seen, after));
  });
}
