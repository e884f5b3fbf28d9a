import type { BrowserContext, Page } from "playwright-core";
import { z } from "zod";

const Seen = z.object({ rows: z.number(), longestMs: z.number() });

/** Counts the rows of a chat that are in the page, at each frame, and the tasks that keep it busy for 50 ms or more. */
export async function watchPage(page: Page): Promise<{ end(): Promise<z.infer<typeof Seen>> }> {
  await page.evaluate(`{
    const seen = (globalThis.seenByBench = { rows: 0, longestMs: 0, isOver: false });
    const tasks = (entries) => {
      for (const { duration } of entries) seen.longestMs = Math.max(seen.longestMs, duration);
    };
    seen.tasks = new PerformanceObserver((list) => tasks(list.getEntries()));
    seen.tasks.observe({ entryTypes: ["longtask"] });
    const count = () => {
      seen.rows = Math.max(seen.rows, document.querySelectorAll(".message").length);
      if (!seen.isOver) requestAnimationFrame(count);
    };
    count();
  }`);
  return {
    end: async () =>
      Seen.parse(
        await page.evaluate(`{
          seenByBench.isOver = true;
          seenByBench.tasks.disconnect();
          ({ rows: seenByBench.rows, longestMs: seenByBench.longestMs });
        }`),
      ),
  };
}

/** Bytes that are in use, after the rest was collected. */
export async function heapOf(context: BrowserContext, page: Page): Promise<number> {
  const session = await context.newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

/** As a weak device with a slow line: the CPU by `cpu`, each request by `roundTripMs` longer. */
export async function slowDown(
  context: BrowserContext,
  page: Page,
  { cpu, roundTripMs }: { cpu: number; roundTripMs: number },
): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  await session.send("Network.enable");
  const line = { offline: false, latency: roundTripMs, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send("Network.emulateNetworkConditions", line);
}
