import { atMost } from "../../platform/concurrency/atMost.js";
import { settleAll } from "../../platform/concurrency/settleAll.js";
import type { DurableStreamsDeps } from "./deps.js";
import type { DurableStreamsStore } from "./store.js";
import { abandonedUploads, dropAbandoned, type DropDeps } from "./writing/uploads.js";
import { clearRemains, type DeletingDeps, dropExpired, dropStream } from "./writing/deleteStream.js";

const actsAtOnce = 8;
/** Rounds of one sweep, of 50 streams each: what is left is the next one's. */
const mostRounds = 100;

/** Deletes streams whose time is over, and what deletions and appends that were cut off have left. */
export async function sweepStreams(
  deps: DeletingDeps &
    DropDeps & { store: Pick<DurableStreamsStore, "expired" | "remains" | "uploadsBefore"> },
): Promise<void> {
  await inRounds(
    () => deps.store.expired(deps.clock.now()),
    ({ value }) => dropExpired(deps, value.name),
  );
  await inRounds(
    () => deps.store.remains(),
    (remains) => clearRemains(deps, remains),
  );
  if (!deps.objects) return;
  await inRounds(
    () => abandonedUploads(deps),
    (upload) => dropAbandoned(deps, upload),
  );
}

/** Until nothing is found any more. */
async function inRounds<T>(find: () => Promise<T[]>, act: (found: T) => Promise<void>): Promise<void> {
  const turn = atMost(actsAtOnce);
  for (let round = 0; round < mostRounds; round++) {
    const found = await find();
    if (found.length === 0) return;
    await settleAll(found.map((one) => turn(() => act(one))));
  }
}

/** Deletes the streams of a user whose account ends, or of a space that is deleted. Yields after each page. */
export async function* forgetStreams(
  deps: DurableStreamsDeps,
  field: "owner" | "spaceId",
  value: string,
): AsyncGenerator<undefined> {
  for await (const names of deps.store.namesOf(field, value)) {
    for (const name of names) await dropStream(deps, name);
    yield undefined;
  }
}
