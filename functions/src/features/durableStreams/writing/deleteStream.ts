import { isExpired } from "../rules/lifetime.js";
import { keyOf } from "../rules/names.js";
import { usable } from "../rules/append.js";
import type { Asker } from "../rules/rights.js";
import type { DurableStreamsDeps } from "../deps.js";
import { hasRemains, type Head, type Remains } from "../schema.js";
import type { DurableStreamsStore } from "../store.js";

/** What a stream is deleted with. */
export interface DeletingDeps extends Pick<DurableStreamsDeps, "clock" | "announce" | "objects" | "log"> {
  readonly store: Pick<DurableStreamsStore, "change" | "clear">;
}

/** Deletes a stream; one that others are forked from is kept for them, and hidden. @throws Problem 404 or 410. */
export async function deleteStream(deps: DeletingDeps, name: string, asker: Asker): Promise<void> {
  await remove(deps, name, (head) => usable(head, asker, "delete", deps.clock.now()));
}

/** The same without a question, for what has to go with a user or a space. */
export const dropStream = (deps: DeletingDeps, name: string): Promise<void> =>
  remove(deps, name, (head) => (head && !head.gone ? head : undefined));

/** The same for a stream whose time is over. */
export const dropExpired = (deps: DeletingDeps, name: string): Promise<void> =>
  remove(deps, name, (head) => (head && !head.gone && isExpired(head, deps.clock.now()) ? head : undefined));

async function remove(
  deps: DeletingDeps,
  name: string,
  choose: (head: Head | undefined) => Head | undefined,
): Promise<void> {
  const key = keyOf(name);
  const { removed, gone } = await deps.store.change(async (change) => {
    const gone = choose(await change.head(key));
    if (gone && gone.forks > 0) change.put(key, { ...gone, gone: true, expiry: undefined });
    else if (gone) change.remove(key, gone);
    return { gone, removed: gone?.forks === 0 ? gone : undefined };
  });
  if (gone) await deps.announce(gone);
  if (removed && hasRemains(removed)) await clearRemains(deps, removed);
}

/** Does what is left of a deletion, and so on with sources that were kept for it alone. Safe to repeat. */
export async function clearRemains(
  deps: DeletingDeps,
  { id, source, hasObjects = false }: Remains,
): Promise<void> {
  const freed = source && (await release(deps, { id, source, hasObjects }));
  if (hasObjects && deps.objects) await deps.objects.removeAll(id);
  else if (hasObjects) deps.log.warn("durable_stream.objects.left", { stream: id }); // the bucket is not set any more
  await deps.store.clear(id);
  if (freed) await clearRemains(deps, freed);
}

/** Lets go of the stream that a deleted one was forked from. Returns that, if it is deleted by this. */
function release({ store }: DeletingDeps, { id, source }: Remains): Promise<Head | undefined> {
  return store.change(async (change) => {
    const remains = await change.remains(id);
    const head = remains?.source && source ? await change.head(source.key) : undefined;
    if (!remains) return undefined;
    change.releasedSource(remains);
    if (!source || head?.id !== source.id) return undefined;
    const forks = Math.max(0, head.forks - 1);
    if (head.gone && forks === 0) change.remove(source.key, head);
    else change.put(source.key, { ...head, forks });
    return head.gone && forks === 0 ? head : undefined;
  });
}
