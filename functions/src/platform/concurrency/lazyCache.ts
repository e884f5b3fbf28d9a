import { LRUCache } from "lru-cache";

/** An LRU cache, as far as it is used here. */
export type Cache<K extends string, V extends object | number | boolean> = Pick<
  LRUCache<K, V>,
  "get" | "set" | "has" | "peek" | "delete" | "keys"
>;

/** Room for so many is taken first. */
const firstRoom = 100;

/**
 * An LRU cache that takes its room as it needs it: lru-cache allocates room for all entries at once, which for all caches of
 * an instance is 30 ms of a cold start and 10 MB, also where little is ever remembered. The first entry takes room for a
 * hundred, one more than that takes ten times as much, and so on.
 */
export function lazyCache<K extends string, V extends object | number | boolean>(
  options: LRUCache.Options<K, V, unknown> & { readonly max: number },
): Cache<K, V> {
  let made: LRUCache<K, V> | undefined;
  let room = 0;
  const withRoom = (entries: number): LRUCache<K, V> => {
    room = Math.min(entries, options.max);
    return new LRUCache({ ...options, max: room });
  };
  const ready = (key: K): LRUCache<K, V> => {
    made ??= withRoom(firstRoom);
    if (made.size < room || room === options.max || made.has(key)) return made;
    return (made = copied(made, withRoom(room * 10)));
  };
  return {
    get: (key, how) => made?.get(key, how),
    peek: (key, how) => made?.peek(key, how),
    has: (key, how) => made?.has(key, how) ?? false,
    delete: (key) => made?.delete(key) ?? false,
    keys: () => (made ??= withRoom(firstRoom)).keys(),
    set: (key, value, how) => ready(key).set(key, value, how),
  };
}

/** In the same order, each for as long as it has left. */
function copied<K extends string, V extends object | number | boolean>(
  from: LRUCache<K, V>,
  into: LRUCache<K, V>,
): LRUCache<K, V> {
  for (const key of from.rkeys()) {
    const value = from.peek(key);
    const left = from.getRemainingTTL(key);
    if (value !== undefined && left > 0) into.set(key, value, left === Infinity ? {} : { ttl: left });
  }
  return into;
}
