import { setTimeout as delay } from "node:timers/promises";

export interface Paced {
  /** How long each post took that went through, ms. */
  readonly tookMs: readonly number[];
  readonly failed: number;
}

/** Posts so many times a second, whether or not the posts before are through, for `ms`. */
export async function postAt(perSecond: number, ms: number, post: () => Promise<boolean>): Promise<Paced> {
  const everyMs = 1000 / perSecond;
  const tookMs: number[] = [];
  let failed = 0;
  const timed = async (afterMs: number): Promise<void> => {
    await delay(afterMs);
    const begun = performance.now();
    const isPosted = await post().catch(() => false);
    if (isPosted) tookMs.push(performance.now() - begun);
    else failed++;
  };
  const phase = Math.random() * everyMs;
  const count = Math.floor(ms / everyMs);
  await Promise.all(Array.from({ length: count }, (_, index) => timed(phase + index * everyMs)));
  return { tookMs, failed };
}

export const together = (parts: readonly Paced[]): Paced => ({
  tookMs: parts.flatMap(({ tookMs }) => tookMs),
  failed: parts.reduce((sum, { failed }) => sum + failed, 0),
});
