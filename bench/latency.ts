import { setTimeout as pause } from "node:timers/promises";
import { posterTo } from "./clients/poster.js";
import type { Part } from "./support/report.js";
import { startBareBackend, startFirecast } from "./support/servers.js";
import { quantile } from "./support/statistics.js";
import { openStreams, streamRequest } from "./clients/streamClients.js";
import { signUp } from "./support/users.js";

const streamsPerInstance = 50;
const streamsPerUser = 5;
const rounds = 3;
const postsPerRound = 120;
const arrivesWithin = 10_000;
/** The Pub/Sub emulator looks for messages every 50 ms: each measurement begins anywhere between two looks. */
const phaseMs = 60;

/** From a POST to one instance until the last stream of two instances has the event. One at a time. */
export async function latency(): Promise<Part> {
  const users = await signUp((2 * streamsPerInstance) / streamsPerUser);
  const [operator] = await signUp(1, { operator: true });
  if (!operator) throw new Error("There is no operator.");
  const requests = users.flatMap((user) => Array.from({ length: streamsPerUser }, () => streamRequest(user)));
  const first = await startFirecast("streams", { name: "first" });
  const second = await startFirecast("streams", { name: "second" });
  const bare = startBareBackend();

  let missing = 0;
  let onLast: () => void = () => undefined;
  const received = (_: number, frames: number): void => {
    missing -= frames;
    if (missing === 0) onLast();
  };
  const streams = [
    await openStreams(first.port, requests.slice(0, streamsPerInstance), received),
    await openStreams(second.port, requests.slice(streamsPerInstance), received),
  ];
  const poster = posterTo(first.port, 1);

  const post = async (number: number): Promise<number> => {
    missing += requests.length;
    const begun = performance.now();
    const everywhere = new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${missing} streams miss an event`)), arrivesWithin);
      onLast = () => {
        clearTimeout(limit);
        resolve();
      };
    });
    const data = { status: "ok", message: `number ${number} ${"x".repeat(120)}` };
    await Promise.all([
      everywhere,
      poster.publish(operator, { channel: "global", type: "system:health_update", data }),
    ]);
    return performance.now() - begun;
  };
  const bareSum = () => bare.ask<number>({ type: "sum" });

  for (let warmUp = 0; warmUp < 10; warmUp++) await Promise.all([post(warmUp), bareSum()]);
  const ours: number[][] = [];
  const floors: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push([]);
    floors.push([]);
    for (let number = 0; number < postsPerRound; number++) {
      await pause(Math.random() * phaseMs);
      ours[round]?.push(await post(number));
      await pause(Math.random() * phaseMs);
      floors[round]?.push(await bareSum());
    }
  }
  poster.close();
  for (const opened of streams) opened.close();
  await bare.ask({ type: "close" });
  await Promise.all([first.stop(), second.stop(), bare.stop()]);

  const name = `POST to the last of ${requests.length} streams on two instances`;
  const floor = "bare commit + publish→receive";
  const at = (share: number) => ({
    unit: "ms",
    ours: ours.map((round) => quantile(round, share)),
    floors: floors.map((round) => quantile(round, share)),
    floor,
  });
  return {
    figures: [
      { name: `${name}, p50`, ...at(0.5), reach: { atMost: 1.5 } },
      { name: `${name}, p99`, ...at(0.99) },
    ],
    notes: [
      "POST to receipt: a post and its floor take turns, at random moments; the floor is one process, ours are three. " +
        "The emulator looks for messages every 50 ms, which is most of both figures.",
    ],
  };
}
