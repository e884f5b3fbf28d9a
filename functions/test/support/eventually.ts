import { setTimeout as delay } from "node:timers/promises";

/** Resolves to the first value that fits; rejects with the last one at the deadline. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  fits: (value: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (fits(value)) return value;
    if (Date.now() > deadline) throw new Error(`Still so after ${withinMs} ms: ${JSON.stringify(value)}`);
    await delay(20);
  }
}
