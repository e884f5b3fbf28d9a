import type { ChannelKind } from "@firecast/contract/core/channelKind";
import { minutes, seconds } from "../../../platform/clock.js";
import { onWakeUp, type WakeUpHandler } from "../../../platform/wakeUps/wakeUps.js";
import { closeLog, removeLog, wipeLog } from "../../../realtime/index.js";
import type { DeletionDeps } from "./deps.js";
import { Erasure, erasureAt, erasureKind } from "./wakeUps.js";

/** Shorter than the lease of a wake-up. What is left then is the next one's. */
const runFor = seconds(20);

/** No request takes so long: what one has written that knew nothing yet of the deletion is there by then. */
const lookAgainAfter = minutes(2);

/**
 * Erases what a space held, page by page, until there is nothing left (true) or it is `until`, ms. Safe to repeat, to be killed
 * anywhere and to run twice at once. First all logs of the space are closed, so nothing can be written with an event any more.
 */
export async function eraseSpace(deps: DeletionDeps, spaceId: string, until: number): Promise<boolean> {
  const { firestore, forgetSpace, clock } = deps;
  const logs = logsOf(deps.kinds(), spaceId);
  for (const log of logs) await closeLog(firestore, log);
  const parts = [
    ...forgetSpace().map((forget) => forget(spaceId)),
    ...logs.map((log) => wipeLog(firestore, log)),
  ];
  for (const part of parts) if (!(await isDrained(part, () => clock.now() < until))) return false;
  return true;
}

/** What the wake-ups of a deletion do: the rest, and after a while once more what came late. */
export const goOnErasing = (deps: DeletionDeps): WakeUpHandler =>
  onWakeUp(erasureKind, Erasure, async ({ spaceId, isLast }) => {
    const { firestore, deletions, wakeUps, clock, log } = deps;
    if (!(await deletions.deletion(spaceId))) return;
    const isDone = await eraseSpace(deps, spaceId, clock.now() + runFor);
    if (!isDone) return wakeUps.schedule(erasureAt(clock.now(), { spaceId, isLast }));
    if (!isLast) return wakeUps.schedule(erasureAt(clock.now() + lookAgainAfter, { spaceId, isLast: true }));
    // What lies under the space still: of features that run no more, and under documents that are gone.
    await deletions.removeRest(spaceId);
    for (const name of logsOf(deps.kinds(), spaceId)) await isDrained(removeLog(firestore, name), () => true);
    await deletions.removeDeletion(spaceId);
    log.info("space.erased", { spaceId });
  });

/** The channels that have a space's id in their names, and no other. */
const logsOf = (kinds: readonly ChannelKind[], spaceId: string): string[] =>
  kinds.flatMap(({ name }) => {
    const filled = name.replaceAll("{spaceId}", spaceId);
    return filled === name || filled.includes("{") ? [] : filled;
  });

/** Whether it came to its end before it was to stop. */
async function isDrained(steps: AsyncIterable<unknown>, mayGoOn: () => boolean): Promise<boolean> {
  const iterator = steps[Symbol.asyncIterator]();
  do {
    if ((await iterator.next()).done) return true;
  } while (mayGoOn());
  return false;
}
