import { channelOf } from "@firecast/contract/channel";
import { inboxChannel } from "@firecast/contract/notifications";
import type { Blocked } from "@firecast/contract/notifications";
import { type Clock, toTimestamp } from "../../../platform/clock.js";
import { Problem } from "../../../platform/problems.js";
import type { RateLimits } from "../../../realtime/index.js";
import type { InboxState } from "./counts.js";
import type { InboxStore } from "./store.js";

interface BlockingDeps {
  store: InboxStore;
  limits: RateLimits;
  clock: Clock;
  rivalled<T>(uid: string, attempt: () => Promise<T>): Promise<T>;
}

const mostBlocked = 1000;

/**
 * Whom a user wants to hear nothing of. It lies in the inbox's state, which every notification reads anyway. Whether an
 * account exists is asked nowhere, so no caller learns it here.
 */
export function blocking({ store, limits, clock, rivalled }: BlockingDeps) {
  const blockedBy = async (uid: string): Promise<InboxState["blocked"]> =>
    (await store.state(uid))?.value.blocked ?? {};

  const change = (
    uid: string,
    changed: (blocked: InboxState["blocked"]) => InboxState["blocked"],
  ): Promise<void> => {
    limits.take(uid, channelOf(inboxChannel, { uid }));
    return rivalled(uid, async () => {
      const seen = await store.state(uid);
      const before = seen?.value.blocked ?? {};
      const after = changed(before);
      if (after === before) return;
      await store.commit((batch) => store.putBlocked(batch, uid, seen, after));
    });
  };

  return {
    /** By uid. */
    blocked: async (uid: string): Promise<Blocked[]> =>
      Object.entries(await blockedBy(uid))
        .map(([other, blockedAt]) => ({ uid: other, blockedAt }))
        .sort((a, b) => (a.uid < b.uid ? -1 : 1)),

    blockedOne: async (uid: string, other: string): Promise<Blocked | undefined> => {
      const blockedAt = (await blockedBy(uid))[other];
      return blockedAt === undefined ? undefined : { uid: other, blockedAt };
    },

    /** Again changes nothing. @throws Problem `conflict` if there are 1,000, `rate_limited`. */
    block: (uid: string, other: string): Promise<void> =>
      change(uid, (blocked) => {
        if (other in blocked) return blocked;
        if (Object.keys(blocked).length >= mostBlocked) {
          throw new Problem("conflict", { detail: `At most ${mostBlocked} users. Unblock somebody first.` });
        }
        return { ...blocked, [other]: toTimestamp(clock.now()) };
      }),

    unblock: (uid: string, other: string): Promise<void> =>
      change(uid, (blocked) => {
        const { [other]: found, ...others } = blocked;
        return found === undefined ? blocked : others;
      }),
  };
}

export type Blocking = ReturnType<typeof blocking>;
