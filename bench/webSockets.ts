import { seconds, until } from "../scripts/wait.mjs";
import type { Part } from "./support/report.js";
import { type Server, startBareWebSockets, startFirecast } from "./support/servers.js";
import type { Usage } from "./support/usage.js";
import { signUp } from "./support/users.js";
import { openWebSockets, upgradeRequest } from "./support/webSocketClients.js";

const wantedSockets = 2000;
const socketsPerUser = 5;
const rounds = 3;
/** Opened and closed before: what a first request loads, and what V8 reserves, is no socket's. */
const warmUpSockets = 500;

/** Garbage of the opening would count as resident otherwise, as in `memory.ts`. */
const flags = ["--max-semi-space-size=1"];

/** What a server holds for a WebSocket that reads one channel in which nothing happens. */
export async function webSockets(): Promise<Part> {
  const users = await signUp(wantedSockets / socketsPerUser);
  const requests = users.flatMap((user) =>
    Array.from({ length: socketsPerUser }, () => upgradeRequest(user)),
  );
  const floors: Held[] = [];
  const ours: Held[] = [];
  for (let round = 0; round < rounds; round++) {
    floors.push(await holdOpen(await startBareWebSockets(flags), requests));
    ours.push(await holdOpen(await startFirecast("sockets", { flags }), requests));
  }
  const per = `per idle WebSocket at ${wantedSockets.toLocaleString("en")}`;
  const figure = (name: string, of: (held: Held) => number) => ({
    name: `${name} ${per}`,
    unit: "KB",
    ours: ours.map(of),
    floors: floors.map(of),
    floor: "ws",
    reach: { atMost: 1.3 },
  });
  return {
    figures: [figure("memory (resident)", ({ rss }) => rss), figure("heap", ({ heap }) => heap)],
    notes: [
      `WebSockets: after garbage collection, young generation of 1 MB on both, ${socketsPerUser} sockets a user, each subscribed to one channel; ws without compression.`,
    ],
  };
}

interface Held {
  rss: number;
  heap: number;
}

async function holdOpen(server: Server, requests: readonly string[]): Promise<Held> {
  await firstAnswer(server, requests.slice(0, 1));
  const warmUp = await openWebSockets(server.port, requests.slice(0, warmUpSockets));
  warmUp.close();
  const before = await server.ask<Usage>({ type: "settled" });
  const clients = await openWebSockets(server.port, requests);
  const after = await server.ask<Usage>({ type: "settled" });
  clients.close();
  await server.stop();
  const perSocket = (total: number) => total / requests.length / 1024;
  return { rss: perSocket(after.rss - before.rss), heap: perSocket(after.heap - before.heap) };
}

/** The first look at a token loads what it needs: on a busy machine that can take longer than a client is let wait. */
async function firstAnswer({ port }: Server, requests: readonly string[]): Promise<void> {
  const isAnswered = () =>
    openWebSockets(port, requests).then(
      (clients) => {
        clients.close();
        return true;
      },
      () => false,
    );
  if (!(await until(isAnswered, { within: seconds(60) }))) throw new Error("No connection is answered.");
}
