import { startBareServer, startFirecast } from "./support/servers.js";
import type { Part } from "./support/report.js";
import { quantile } from "./support/statistics.js";
import { captureFrame, type Streamed, streamsOf } from "./clients/streamedServer.js";
import { streamRequest } from "./clients/streamClients.js";
import { signUp } from "./support/users.js";

const streams = 1000;
const streamsPerUser = 5;
const rounds = 5;
const inFlight = 16;
const saturatedMs = 1500;
const singleEvents = 20;
const singleEveryMs = 50;

/**
 * Fan-out alone: from the moment an event is in the server's hands to its arrival in every stream. Firecast gets its
 * events where the log hands over what it has committed, the bare server writes its buffer; nothing else differs.
 */
export async function fanout(): Promise<Part> {
  const users = await signUp(streams / streamsPerUser);
  const requests = users.flatMap((user) => Array.from({ length: streamsPerUser }, () => streamRequest(user)));
  const firecast = await startFirecast("streams");
  const bare = await startBareServer();
  const frame = await captureFrame(firecast, requests[0] ?? "");
  await bare.ask({ type: "frame", text: frame });
  const sides = [await streamsOf(bare, requests), await streamsOf(firecast, requests)] as const;

  for (const side of sides) await side.saturate(inFlight, 500); // compiled, and out of the way
  const [floor, ours] = await measure(sides);
  for (const side of sides) side.close();
  await Promise.all([firecast.stop(), bare.stop()]);

  const to = `to ${streams.toLocaleString("en")} streams`;
  const single = (name: string, part: number) => ({
    name: `single events at ${1000 / singleEveryMs}/s ${to}, ${name}`,
    unit: "ms",
    ours: ours.map((round) => quantile(round.latencies, part)),
    floors: floor.map((round) => quantile(round.latencies, part)),
    floor: "bare server",
  });
  return {
    figures: [
      {
        name: `fan-out ${to}, ${inFlight} events in flight`,
        unit: "deliveries/s",
        ours: ours.map((round) => round.deliveriesPerSecond),
        floors: floor.map((round) => round.deliveriesPerSecond),
        floor: "bare server",
        reach: { atLeast: 4 },
      },
      {
        name: `server CPU, ${inFlight} events in flight`,
        unit: "µs/delivery",
        ours: ours.map((round) => round.cpuMicrosPerDelivery),
        floors: floor.map((round) => round.cpuMicrosPerDelivery),
        floor: "bare server",
        reach: { atMost: 0.25 },
      },
      { ...single("p50", 0.5), reach: { atMost: 1.1 } },
      single("p99", 0.99),
    ],
    notes: [
      `Fan-out: frames of ${frame.length} bytes, the same on both sides; the floor is socket.write of one prebuilt chunk.`,
      "Firecast's events enter where its log hands over a commit: neither side waits for Firestore.",
    ],
  };
}

type Round = Awaited<ReturnType<typeof measureRound>>;

async function measure([bare, firecast]: readonly [Streamed, Streamed]): Promise<[Round[], Round[]]> {
  const results: [Round[], Round[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    results[0].push(await measureRound(bare));
    results[1].push(await measureRound(firecast));
  }
  return results;
}

async function measureRound(side: Streamed) {
  const saturated = await side.saturate(inFlight, saturatedMs);
  const latencies = await side.trickle(singleEvents, singleEveryMs);
  return { ...saturated, latencies };
}
