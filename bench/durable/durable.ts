import { streamRequest } from "../clients/streamClients.js";
import { type Streamed, streamsOf } from "../clients/streamedServer.js";
import type { Part } from "../support/report.js";
import { startBareBackend, startBareServer, startFirecast } from "../support/servers.js";
import { quantile } from "../support/statistics.js";
import { signUp } from "../support/users.js";
import { manyReaders } from "./manyReaders.js";
import { type Paced, paced } from "./pace.js";

const rounds = 3;
const tokens = Number(process.env["DURABLE_TOKENS"] ?? 1000);
const readers = Number(process.env["DURABLE_READERS"] ?? 1000);
const saturatedMs = 3000;
const bareInFlight = 16;
const hops = 40;

/** A Firestore write, in millionths of a dollar (https://cloud.google.com/firestore/pricing, $0.18 per 100,000). */
const writeMicros = 1.8;

/** Durable streams: what a stream of tokens costs, how late a reader is, and how many readers one instance serves. */
export async function durable(): Promise<Part> {
  const [user] = await signUp(1);
  if (!user) throw new Error("There is no user.");
  const first = await startFirecast("streams", { name: "first" });
  const second = await startFirecast("streams", { name: "second" });
  const bareBackend = startBareBackend();
  const bare = await startBareServer();
  const frame = 'event: data\ndata:[{"token":"number 12345"}]\n\n';
  await bare.ask({ type: "frame", text: frame });
  const bareStreams = await streamsOf(
    bare,
    Array.from({ length: readers }, () => streamRequest(user)),
  );

  await paced([first, second], user, 200); // compiled, and out of the way
  const streamed: Paced[] = [];
  const [buses, sums]: [number[], number[]] = [[], []];
  const fanned: Awaited<ReturnType<typeof manyReaders>>[] = [];
  const floors: Awaited<ReturnType<Streamed["saturate"]>>[] = [];
  for (let round = 0; round < rounds; round++) {
    streamed.push(await paced([first, second], user, tokens));
    buses.push(await median(() => bareBackend.ask<number>({ type: "bus" })));
    sums.push(await median(() => bareBackend.ask<number>({ type: "sum" })));
    fanned.push(await manyReaders(first, user, readers, saturatedMs));
    floors.push(await bareStreams.saturate(bareInFlight, saturatedMs));
  }
  bareStreams.close();
  await bareBackend.ask({ type: "close" });
  await Promise.all([first.stop(), second.stop(), bare.stop(), bareBackend.stop()]);

  const perToken = streamed.map(({ commits, tokens }) => commits / tokens);
  const late = streamed.map(({ read }) => read);
  const to = `to ${readers.toLocaleString("en")} readers`;
  return {
    figures: [
      {
        name: "one writer of 100 tokens/s",
        unit: "commits/s",
        ours: streamed.map(({ commits, seconds }) => commits / seconds),
        floors: streamed.map(() => 5),
        floor: "wanted",
        reach: { atMost: 1 },
      },
      {
        name: "a million tokens, Firestore writes",
        unit: "$",
        ours: perToken.map((writes) => writes * writeMicros),
        floors: perToken.map(() => writeMicros),
        floor: "a document each",
      },
      {
        name: "a token to a reader of another instance, p50",
        unit: "ms",
        ours: late,
        floors: streamed.map(({ answered }, round) => answered + (buses[round] ?? Number.NaN)),
        floor: "its commit + publish→receive",
        reach: { atMost: 1.3 },
      },
      { name: "the same", unit: "ms", ours: late, floors: sums, floor: "bare commit + publish→receive" },
      {
        name: `fan-out ${to}`,
        unit: "deliveries/s",
        ours: fanned.map(({ deliveriesPerSecond }) => deliveriesPerSecond),
        floors: floors.map(({ deliveriesPerSecond }) => deliveriesPerSecond),
        floor: "bare server",
        reach: { atLeast: 5 },
      },
      {
        name: `server CPU ${to}`,
        unit: "µs/delivery",
        ours: fanned.map(({ cpuMicrosPerDelivery }) => cpuMicrosPerDelivery),
        floors: floors.map(({ cpuMicrosPerDelivery }) => cpuMicrosPerDelivery),
        floor: "bare server",
      },
    ],
    notes: [
      "Durable streams: a token waits up to 250 ms for others to share its commit with, 125 on average; its commit is what its writer waits for.",
      "Their fan-out includes Firestore: messages are appended 50 at a time, 16 appends in flight, and read to the end. The floor writes one prebuilt chunk of one token.",
    ],
  };
}

async function median(measure: () => Promise<number>): Promise<number> {
  const found: number[] = [];
  for (let hop = 0; hop < hops; hop++) found.push(await measure());
  return quantile(found, 0.5);
}
