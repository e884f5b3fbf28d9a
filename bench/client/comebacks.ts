import { createTestRealtime } from "../../packages/client/src/testing.js";
import type { Figure } from "../support/report.js";

const clients = 2000;
const rounds = 3;
/** Clients wait up to so long after their first failure, ms. */
const spreadMs = 1000;
const stepMs = 100;

/** Clients that are cut at once: how many come back in the fullest tenth of a second. Time is the test clock's, chance is real. */
export async function comebacks(): Promise<Figure> {
  const ours: number[] = [];
  for (let round = 0; round < rounds; round++) ours.push(await peakOfConnects());
  return {
    ...{ name: `connects of ${clients} clients cut at once`, unit: "in 100 ms" },
    ...{ ours, floors: ours.map(() => (clients * stepMs) / spreadMs), floor: "spread evenly" },
    reach: { atMost: 1.5 },
  };
}

async function peakOfConnects(): Promise<number> {
  const { another, server, clock } = createTestRealtime({ tabs: false }, { random: () => Math.random() });
  for (let n = 0; n < clients; n++) another().subscribe("global", () => undefined);
  await clock.pass(100);
  const isWhole = (): boolean => server.open === clients;
  if (!isWhole()) throw new Error("not all clients are connected");
  server.cut();
  let peak = 0;
  for (let ms = 0; ms < 2 * spreadMs; ms += stepMs) {
    const before = server.requests.length;
    await clock.pass(stepMs);
    peak = Math.max(peak, server.requests.length - before);
  }
  if (!isWhole()) throw new Error("not all clients came back");
  return peak;
}
