import { setTimeout as pause } from "node:timers/promises";

/**
 * Preloaded into every server (`--import`, with `--expose-gc`): tells what the process uses. Plain Node runs it, so it
 * imports nothing of ours and adds nothing to what is measured.
 */
export interface Usage {
  /** CPU time of all threads since the start, ms. */
  cpuMs: number;
  rss: number;
  heap: number;
}

async function usage(settled: boolean): Promise<Usage> {
  for (let round = 0; settled && round < 5; round++) {
    globalThis.gc?.();
    await pause(150);
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1000, rss, heap: heapUsed + external };
}

process.on("message", ({ type }: { type: string }) => {
  if (type === "usage") void usage(false).then((answer) => process.send?.({ answer }));
  if (type === "settled") void usage(true).then((answer) => process.send?.({ answer }));
});
process.once("disconnect", () => process.exit());
