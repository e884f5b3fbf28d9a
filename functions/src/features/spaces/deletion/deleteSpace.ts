import { setTimeout as delay } from "node:timers/promises";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { Call } from "../../../platform/call.js";
import { seconds, toTimestamp } from "../../../platform/clock.js";
import { within } from "../../../platform/firestore/grpc.js";
import { once } from "../../../platform/concurrency/once.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { notFound, Problem } from "../../../platform/problems.js";
import { trustedFor } from "./deletedSpaces.js";
import type { DeletionDeps } from "./deps.js";
import { eraseSpace } from "./eraseSpace.js";
import { erasureAt } from "./wakeUps.js";

interface Deletion extends Call<void> {
  readonly spaceId: string;
}

/** What is not erased then is left to the wake-up, which is due soon after. Less than a handler may take. */
const eraseWithin = seconds(4);
const answerWithin = seconds(7);
const goesOnAfter = seconds(10);

/**
 * Deletes a space, for its owners. From the answer on it is gone for all: one commit takes its document, and has told its
 * members; the answer waits until no instance believes any more that there is such a space. What it held is erased then, by a
 * wake-up if there is much of it.
 *
 * @throws Problem `not_found`, `forbidden`.
 */
export async function deleteSpace(deps: DeletionDeps, { user, spaceId, request }: Deletion): Promise<void> {
  const { store, deletions, members, publisher, limits, wakeUps, clock, log } = deps;
  const channel = channelOf(spaceChannel, { spaceId });
  const count = once(() => limits.take(user.uid, channel));
  await retryOnConflict(request, async () => {
    const member = await members.of(user.uid, spaceId);
    const seen = member && (await store.versionedSpace(spaceId));
    if (!seen) throw notFound();
    if (member.role !== "owner") {
      throw new Problem("forbidden", { detail: "Owners of the space delete it." });
    }
    await count();
    const now = clock.now();
    const deletedAt = toTimestamp(now);
    const wakeUp = erasureAt(now + goesOnAfter, { spaceId, isLast: false });
    await publisher.append({
      channel,
      events: [{ type: "space:deleted", by: user.uid, data: { id: spaceId, deletedAt } }],
      writes: (batch) => {
        deletions.deleteSpace(batch, seen, { name: seen.value.name, deletedBy: user.uid, deletedAt });
        wakeUps.add(batch, wakeUp);
        request?.record(batch, undefined);
      },
      request,
    });
    await wakeUps.announce(wakeUp);
  });
  log.info("space.deleted", { spaceId, uid: user.uid });
  members.forgetSpace(spaceId);
  await delay(trustedFor);
  await publisher.accessChanged("spaceId", spaceId);
  try {
    await within(
      answerWithin,
      "the erasure of a space",
      eraseSpace(deps, spaceId, clock.now() + eraseWithin),
    );
  } catch (error) {
    log.error("space.erasure_put_off", error, { spaceId });
  }
}
