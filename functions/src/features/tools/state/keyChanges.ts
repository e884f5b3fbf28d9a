import { prefixesOf, type StateObject, valueAt } from "@firecast/contract/statePatch";
import { maxStateKeys } from "@firecast/contract/tools";
import { Problem } from "../../../platform/problems.js";

/** Who changed a key last, at which version, and at which version another user did; 0 if none has. */
export type KeyChange = readonly [version: number, by: string, others: number];

/** By key, as patches named it. A key that was taken away stays for some time. */
export type KeyChanges = ReadonlyMap<string, KeyChange>;

/** Of keys that were taken away, so many are remembered. */
const rememberedRemovals = 200;

/** The keys of these that others than `by` changed after version `since`: them, what they are inside of, or what is inside of them. */
export function changedByOthers(
  changes: KeyChanges,
  keys: readonly string[],
  { since, by }: { since: number; by: string },
): string[] {
  const inside = insideOf(changes, keys);
  return keys.filter((key) => {
    const around = [...prefixesOf(key), key].map((name) => changes.get(name));
    return newestOf([...around, ...(inside.get(key) ?? []).map((name) => changes.get(name))], by) > since;
  });
}

interface Recorded {
  readonly keys: readonly string[];
  readonly version: number;
  readonly by: string;
  /** After the change. */
  readonly state: StateObject;
}

/** @throws Problem `payload_too_large`. */
export function recordChanges(before: KeyChanges, { keys, version, by, state }: Recorded): KeyChanges {
  const after = new Map(before);
  for (const key of keys) after.set(key, [version, by, newestOf([before.get(key)], by)]);
  if (after.size > maxStateKeys) forgetRemovals(after, state);
  return after;
}

function forgetRemovals(keys: Map<string, KeyChange>, state: StateObject): void {
  const removals = [...keys].filter(([key]) => valueAt(state, key) === undefined);
  if (keys.size - removals.length > maxStateKeys) {
    throw new Problem("payload_too_large", { detail: `A state has at most ${maxStateKeys} keys.` });
  }
  removals.sort(([, [a]], [, [b]]) => b - a);
  for (const [key] of removals.slice(rememberedRemovals)) keys.delete(key);
}

/** The newest version at which a user other than this one made one of these changes. */
const newestOf = (changes: readonly (KeyChange | undefined)[], uid: string): number =>
  Math.max(0, ...changes.map((change) => (change === undefined ? 0 : versionOfOthers(change, uid))));

const versionOfOthers = ([version, by, others]: KeyChange, uid: string): number =>
  by === uid ? others : version;

/** For each of the keys the names that are inside of it. */
function insideOf(changes: KeyChanges, keys: readonly string[]): Map<string, string[]> {
  const inside = new Map(keys.map((key): [string, string[]] => [key, []]));
  for (const name of changes.keys()) {
    for (const prefix of prefixesOf(name)) inside.get(prefix)?.push(name);
  }
  return inside;
}
