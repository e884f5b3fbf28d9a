import { LRUCache } from "lru-cache";

/** An LRU cache, as far as it is used here. */
export type Cache<K extends string, V extends object | number | boolean> = Pick<
  LRUCache<K, V>,
  "get" | "set" | "has" | "peek" | "delete" | "keys"
>;

/**
 * An LRU cache that takes its room with the first entry: lru-cache allocates room for all entries at once, which for all
 * caches of an instance is 30 ms of a cold start and 10 MB, also where nothing is ever remembered.
 */
export function lazyCache<K extends string, V extends object | number | boolean>(
  options: LRUCache.Options<K, V, unknown>,
): Cache<K, V> {
  let made: LRUCache<K, V> | undefined;
  const cache: Cache<K, V> = {
    get: (key, how) => made?.get(key, how),
    peek: (key, how) => made?.peek(key, how),
    has: (key, how) => made?.has(key, how) ?? false,
    delete: (key) => made?.delete(key) ?? false,
    keys: () => (made ??= new LRUCache(options)).keys(),
    set: (key, value, how) => (made ??= new LRUCache(options)).set(key, value, how),
  };
  return cache;
}
