import { setTimeout as delay } from "node:timers/promises";

const lookEveryMs = 20;
const atTheLatestMs = 1000;

/**
 * Resolves to the first value that fits; rejects with the last one at the deadline. Looks that take long are rarer: what is
 * waited for needs the same two cores.
 */
export async function eventually<T>(
  look: () => T | Promise<T>,
  fits: (value: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const begun = performance.now();
    const value = await look();
    const tookMs = performance.now() - begun;
    if (fits(value)) return value;
    if (Date.now() > deadline) throw new Error(`Still so after ${withinMs} ms: ${JSON.stringify(value)}`);
    await delay(Math.min(Math.max(lookEveryMs, 2 * tookMs), atTheLatestMs));
  }
}
