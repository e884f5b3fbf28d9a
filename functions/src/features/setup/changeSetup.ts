import type { WriteBatch } from "firebase-admin/firestore";
import { channelOf } from "@firecast/contract/core/channel";
import type { Setup } from "@firecast/contract/space/setup";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { Call } from "../../platform/call.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { notFound, Problem } from "../../platform/problems.js";
import type { SetupDeps } from "./deps.js";
import { cancelled, type Next, retried } from "./progress.js";
import type { StoredSetup } from "./schema.js";
import { shown } from "./show.js";
import { eventsOf } from "./tell.js";
import { setupWakeUp } from "./wakeUps.js";

interface Change extends Call<Setup> {
  readonly spaceId: string;
}

/** What has been set up so far is taken back soon. @throws Problem `forbidden`, `conflict` where the set-up is done. */
export const cancelSetup = (deps: SetupDeps, change: Change): Promise<Setup> =>
  changeSetup(deps, change, (setup, now) => {
    if (setup.phase === "undo") return undefined;
    if (setup.state === "done") throw new Problem("conflict", { detail: "The space is set up already." });
    return cancelled(setup, change.user.uid, now);
  });

/** What was set aside is tried again, and what waits for its next attempt does not wait any more. @throws as `cancelSetup` */
export const retrySetup = (deps: SetupDeps, change: Change): Promise<Setup> =>
  changeSetup(deps, change, (setup, now) => {
    if (setup.state === "done") throw new Problem("conflict", { detail: "There is nothing to retry." });
    return { setup: retried(setup, now), told: [] };
  });

async function changeSetup(
  deps: SetupDeps,
  { user, spaceId, request }: Change,
  /** Undefined where everything is so already. */
  decide: (setup: StoredSetup, now: number) => Next | undefined,
): Promise<Setup> {
  const { store, spaces, publisher, limits, wakeUps, clock } = deps;
  const { role } = await spaces.requireMember(user.uid, spaceId);
  if (role !== "owner") throw new Problem("forbidden", { detail: "Owners of the space do that." });
  const channel = channelOf(spaceChannel, { spaceId });
  await limits.take(user.uid, channel);

  return retryOnConflict(request, async () => {
    const seen = await store.setup(spaceId);
    if (!seen) throw notFound();
    const now = clock.now();
    const next = decide(seen.value, now);
    const answer = shown(spaceId, next?.setup ?? seen.value);
    const wakeUp = setupWakeUp(spaceId, now);
    const writes = (batch: WriteBatch): void => {
      if (next) store.update(batch, seen, next.setup);
      if (next) wakeUps.add(batch, wakeUp);
      request?.record(batch, answer);
    };
    const events = next ? eventsOf(next.setup, next.told, now) : [];
    if (events.length > 0) await publisher.append({ channel, events, writes, request });
    else if (next || request) await store.commit(writes);
    if (next) await wakeUps.announce(wakeUp);
    return answer;
  });
}
