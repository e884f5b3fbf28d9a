import { blockFrames, flushedFrames, type FrameCounter } from "./clients/frameCounters.js";
import type { Figure, Part } from "./support/report.js";
import { startFirecast, startGzipServer, type Server } from "./support/servers.js";
import { captureFrame, streamsOf, type Streamed } from "./clients/streamedServer.js";
import { openStreams, streamRequest } from "./clients/streamClients.js";
import type { Usage } from "./processes/usage.js";
import { signUp } from "./support/users.js";

const streams = 1000;
const streamsPerUser = 5;
const rounds = 5;
const inFlight = 16;
const saturatedMs = 1500;
const batches = 10;
const batchSize = 16;
/** As in the part `memory`: garbage of the opening is no stream's. */
const flags = ["--max-semi-space-size=1"];

const accepting = "gzip, deflate, br, zstd";
const perConnection = "gzip per connection";

/** Streams that are compressed once for all readers, beside plain ones and beside a compressor for each connection. */
export async function compression(): Promise<Part> {
  // Both servers count a user's streams together.
  const [compressed, uncompressed] = [await requestsFor(accepting), await requestsFor("identity")];
  const servers = {
    ours: await startFirecast("streams", { name: "gzip", flags }),
    plain: await startFirecast("streams", { name: "plain", flags }),
    perConnection: await startGzipServer(flags),
  };
  // The first event of a channel is a real one, which comes to both over the bus.
  for (const server of [servers.ours, servers.plain]) await captureFrame(server, uncompressed[0] ?? "");
  const held = {
    ours: await heldBy(servers.ours, compressed, blockFrames),
    perConnection: await heldBy(servers.perConnection, compressed, () => flushedFrames([])),
  };
  const sides = {
    ours: await streamsOf(servers.ours, compressed, blockFrames),
    plain: await streamsOf(servers.plain, uncompressed),
    perConnection: await streamsOf(servers.perConnection, compressed, flushedFrames),
  };
  for (const side of Object.values(sides)) await side.saturate(inFlight, 500);
  const measured: Record<keyof typeof sides, Round[]> = { ours: [], plain: [], perConnection: [] };
  for (let round = 0; round < rounds; round++) {
    measured.ours.push(await measure(sides.ours));
    measured.plain.push(await measure(sides.plain));
    measured.perConnection.push(await measure(sides.perConnection));
  }
  for (const side of Object.values(sides)) side.close();
  await Promise.all(Object.values(servers).map((server) => server.stop()));

  const { ours, plain, perConnection: theirs } = measured;
  const figure = (name: string, unit: string, of: (round: Round) => number, floors: Round[]): Figure => ({
    name,
    unit,
    ours: ours.map(of),
    floors: floors.map(of),
    floor: floors === plain ? "uncompressed" : perConnection,
  });
  const to = `to ${streams.toLocaleString("en")} compressed streams`;
  return {
    figures: [
      { ...figure(`fan-out ${to}`, "deliveries/s", rateOf, plain), reach: { atLeast: 0.7 } },
      figure(`fan-out ${to}`, "deliveries/s", rateOf, theirs),
      {
        ...figure("a single event, compressed", "bytes", ({ single }) => single, plain),
        reach: { atMost: 0.7 },
      },
      figure("a single event, compressed", "bytes", ({ single }) => single, theirs),
      {
        ...figure(`an event of a batch of ${batchSize}, compressed`, "bytes", ({ batch }) => batch, plain),
        reach: { atMost: 0.3 },
      },
      figure(`an event of a batch of ${batchSize}, compressed`, "bytes", ({ batch }) => batch, theirs),
      figure(
        "server CPU, compressed",
        "µs/delivery",
        ({ cpuMicrosPerDelivery }) => cpuMicrosPerDelivery,
        plain,
      ),
      figure(
        "server CPU, compressed",
        "µs/delivery",
        ({ cpuMicrosPerDelivery }) => cpuMicrosPerDelivery,
        theirs,
      ),
      {
        name: "memory per idle compressed stream (resident)",
        unit: "KB",
        ours: [held.ours],
        floors: [held.perConnection],
        floor: perConnection,
      },
    ],
    notes: [
      "Compression: bytes with chunks' heads; each event has words of its own. A compressor for each connection keeps a window of what came before.",
    ],
  };
}

async function requestsFor(encodings: string): Promise<string[]> {
  const users = await signUp(streams / streamsPerUser);
  return users.flatMap((user) =>
    Array.from({ length: streamsPerUser }, () => streamRequest(user, undefined, encodings)),
  );
}

type Round = Awaited<ReturnType<typeof measure>>;
const rateOf = ({ deliveriesPerSecond }: Round): number => deliveriesPerSecond;

async function measure(side: Streamed) {
  const saturated = await side.saturate(inFlight, saturatedMs);
  const single = await side.batches(batches, 1);
  const batch = await side.batches(batches, batchSize);
  return { ...saturated, single, batch };
}

/** What the server holds for a stream on which nothing happens, KB. */
async function heldBy(
  server: Server,
  requests: readonly string[],
  counter: () => FrameCounter,
): Promise<number> {
  const warmUp = await openStreams(server.port, requests.slice(0, 200), undefined, counter);
  warmUp.close();
  const before = await server.ask<Usage>({ type: "settled" });
  const clients = await openStreams(server.port, requests, undefined, counter);
  const after = await server.ask<Usage>({ type: "settled" });
  clients.close();
  return (after.rss - before.rss) / requests.length / 1024;
}
