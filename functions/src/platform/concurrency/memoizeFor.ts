import type { Clock } from "../clock.js";

/** Memoizes a read: all callers within `ms` of its beginning share it. A failed one is not kept. */
export function memoizeFor<T>(ms: number, clock: Clock, read: () => Promise<T>): () => Promise<T> {
  let latest: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (latest && clock.now() - latest.at < ms) return latest.value;
    const own = { at: clock.now(), value: read() };
    latest = own;
    own.value.catch(() => {
      if (latest === own) latest = undefined;
    });
    return own.value;
  };
}
