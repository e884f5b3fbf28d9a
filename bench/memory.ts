import { readFileSync } from "node:fs";
import type { Part } from "./support/report.js";
import { type Server, startBareServer, startFirecast } from "./support/servers.js";
import { openStreams, requestBytes, streamRequest } from "./support/streamClients.js";
import type { Usage } from "./support/usage.js";
import { signUp } from "./support/users.js";

const wantedStreams = 5000;
const streamsPerUser = 5;
const rounds = 3;
/** Opened and closed before: what a first request loads, and what V8 reserves, is no stream's. */
const warmUpStreams = 500;

/** Garbage of the opening would count as resident otherwise: V8 keeps up to 100 MB of it, whatever the streams hold. */
const flags = ["--max-semi-space-size=1"];

/** What a server holds for a stream on which nothing happens. */
export async function memory(): Promise<Part> {
  const streams = Math.min(wantedStreams, openFiles() - 500);
  const users = await signUp(Math.ceil(streams / streamsPerUser));
  const requests = users.flatMap((user) => Array.from({ length: streamsPerUser }, () => streamRequest(user)));
  const floors: Held[] = [];
  const ours: Held[] = [];
  for (let round = 0; round < rounds; round++) {
    floors.push(await holdOpen(await startBareServer(flags), requests.slice(0, streams)));
    ours.push(await holdOpen(await startFirecast("streams", { flags }), requests.slice(0, streams)));
  }
  const per = `per idle stream at ${streams.toLocaleString("en")}`;
  return {
    figures: [
      {
        name: `memory ${per} (resident)`,
        unit: "KB",
        ours: ours.map(({ rss }) => rss),
        floors: floors.map(({ rss }) => rss),
        floor: "bare server",
        reach: { atMost: 1.1 },
      },
      {
        name: `heap ${per}`,
        unit: "KB",
        ours: ours.map(({ heap }) => heap),
        floors: floors.map(({ heap }) => heap),
        floor: "bare server",
        reach: { atMost: 1.1 },
      },
    ],
    notes: [
      `Memory: after garbage collection, young generation of 1 MB on both, request headers of ${requestBytes} bytes, ${streamsPerUser} streams a user.`,
      ...(streams < wantedStreams
        ? [`Memory: only ${streams} streams, since this shell allows ${openFiles()} open files (ulimit -n).`]
        : []),
    ],
  };
}

interface Held {
  rss: number;
  heap: number;
}

async function holdOpen(server: Server, requests: readonly string[]): Promise<Held> {
  const warmUp = await openStreams(server.port, requests.slice(0, warmUpStreams));
  warmUp.close();
  const before = await server.ask<Usage>({ type: "settled" });
  const clients = await openStreams(server.port, requests);
  const after = await server.ask<Usage>({ type: "settled" });
  clients.close();
  await server.stop();
  const perStream = (total: number) => total / requests.length / 1024;
  return { rss: perStream(after.rss - before.rss), heap: perStream(after.heap - before.heap) };
}

/** How many files a process may have open; macOS does not say, and allows enough. */
function openFiles(): number {
  try {
    return Number(/Max open files\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"))?.[1]);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
