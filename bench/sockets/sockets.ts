import { seconds, until } from "../../scripts/wait.mjs";
import type { Figure, Part } from "../support/report.js";
import { type Server, startBareWebSockets, startFirecast, startStockSocketIo } from "../support/servers.js";
import { openSockets } from "./socketClients.js";
import { socketIo, type SocketProtocol, webSocket } from "./socketProtocols.js";
import { quantile } from "../support/statistics.js";
import { type Streamed, streamed } from "../clients/streamedServer.js";
import { wireOf } from "../processes/texts.js";
import type { Usage } from "../processes/usage.js";
import { type BenchUser, signUp } from "../support/users.js";
import { issueLatency } from "../issues/issueLatency.js";

/** `BENCH_SOCKETS=100 npm run bench -- sockets` tries it small. */
const wantedSockets = Number(process.env["BENCH_SOCKETS"] ?? 1000);
const socketsPerUser = 5;
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
const saturatedMs = 1500;
const burst = 16;
const warmUps = 4;
/** Garbage of the opening would count as resident otherwise, as in `memory.ts`. */
const lean = ["--max-semi-space-size=1"];

interface Side {
  readonly name: string;
  readonly protocol: SocketProtocol;
  start(flags?: readonly string[]): Promise<Server>;
}

const channel = "global";
const spoken = { socketIo: socketIo(channel, "system:"), webSocket: webSocket(channel) };
const firecast = (flags: readonly string[] = []) => startFirecast("sockets", { flags });
const pairs: readonly { ours: Side; floor: Side; reach: Reach }[] = [
  {
    ours: { name: "Socket.IO", protocol: spoken.socketIo, start: firecast },
    floor: { name: "stock Socket.IO", protocol: spoken.socketIo, start: startStockSocketIo },
    reach: { deliveries: 3, cpu: 0.4, memory: 1.2, connect: 1.2 },
  },
  {
    ours: { name: "/api/ws", protocol: spoken.webSocket, start: firecast },
    floor: { name: "ws", protocol: spoken.webSocket, start: startBareWebSockets },
    reach: { memory: 1.3 },
  },
];

interface Reach {
  deliveries?: number;
  cpu?: number;
  memory?: number;
  connect?: number;
}

/** What a socket costs: its memory, its opening, and what is sent to many of them, side by side with the libraries themselves. */
export async function sockets(): Promise<Part> {
  const users = (await signUp(Math.ceil(wantedSockets / socketsPerUser))).flatMap((user) =>
    Array.from({ length: socketsPerUser }, () => user),
  );
  const figures: Figure[] = [];
  for (const { ours, floor, reach } of pairs) {
    const all = users.slice(0, wantedSockets);
    const fanned = await fanOut(ours, floor, all);
    const held = await holdOpen(ours, floor, all);
    figures.push(...figuresOf({ name: ours.name, floor: floor.name, reach }, fanned, held));
  }
  figures.push(await issueLatency());
  return {
    figures,
    notes: [
      `Sockets: ${wantedSockets}, ${socketsPerUser} a user, all in one room. Stock Socket.IO emits the same arguments to a room, ws sends the same text to each.`,
      "Events enter where the log hands over a commit; a burst is sixteen in one turn, and the next leave as they come back.",
      "Connecting ends with the word that the client is connected, ours with its token looked at; all subscribe after that, of which ours keeps the rooms in the database, for a client that comes back to another instance.",
      "Memory: after garbage collection, young generation of 1 MB on both.",
    ],
  };
}

type Pair<Value> = readonly [ours: Value, floor: Value];

async function fanOut(ours: Side, floor: Side, users: readonly BenchUser[]): Promise<Pair<Round[]>> {
  const servers = [await ours.start(), await floor.start()] as const;
  await servers[1].ask({ type: "event", text: wireOf(channel, 1), cursor: "aX3kZ" });
  const sides: Pair<Streamed> = [
    await sideOf(servers[0], ours.protocol, users),
    await sideOf(servers[1], floor.protocol, users),
  ];
  for (const side of sides) await side.saturate(burst, 500); // compiled, and out of the way
  const found: Pair<Round[]> = [[], []];
  for (let round = 0; round < rounds; round++)
    for (const [index, side] of sides.entries()) found[index]?.push(await measureRound(side));
  for (const side of sides) side.close();
  await Promise.all(servers.map((server) => server.stop()));
  return found;
}

async function sideOf(
  server: Server,
  protocol: SocketProtocol,
  users: readonly BenchUser[],
): Promise<Streamed> {
  await firstEvent(server, protocol, users.slice(0, 1));
  return streamed(server, users.length, (received) => openSockets(server.port, protocol, users, received));
}

/** Where the channel is empty, that is one more than was asked for. */
async function firstEvent(
  server: Server,
  protocol: SocketProtocol,
  users: readonly BenchUser[],
): Promise<void> {
  let events = 0;
  const clients = await openSockets(server.port, protocol, users, (_, came) => (events += came));
  server.tell({ type: "emit", count: 1 });
  if (!(await until(() => events > 0, { within: seconds(20) }))) throw new Error("No event comes.");
  clients.close();
}

type Round = Awaited<ReturnType<typeof measureRound>>;

async function measureRound(side: Streamed) {
  const bursts = await side.saturate(burst, saturatedMs);
  const singles = await side.saturate(1, saturatedMs);
  return { bursts, singles };
}

interface Held {
  rss: number;
  heap: number;
  /** ms, half of all took no longer. */
  connect: number;
  subscribe: number;
}

async function holdOpen(ours: Side, floor: Side, users: readonly BenchUser[]): Promise<Pair<Held[]>> {
  const held: Pair<Held[]> = [[], []];
  for (let round = 0; round < rounds; round++) {
    held[0].push(await holdOne(ours, users));
    held[1].push(await holdOne(floor, users));
  }
  return held;
}

async function holdOne({ start, protocol }: Side, users: readonly BenchUser[]): Promise<Held> {
  const server = await start(lean);
  // Also so that all users are known: who looks up none should not be faster for it. And compiled, as of a server that has run.
  for (let warmUp = 0; warmUp < warmUps; warmUp++) (await openSockets(server.port, protocol, users)).close();
  const before = await server.ask<Usage>({ type: "settled" });
  const clients = await openSockets(server.port, protocol, users);
  const after = await server.ask<Usage>({ type: "settled" });
  clients.close();
  await server.stop();
  const each = (total: number): number => total / users.length / 1024;
  return {
    rss: each(after.rss - before.rss),
    heap: each(after.heap - before.heap),
    connect: quantile(clients.connectMs, 0.5),
    subscribe: quantile(clients.subscribeMs, 0.5),
  };
}

function figuresOf(
  { name, floor, reach }: { name: string; floor: string; reach: Reach },
  [ours, floors]: Pair<Round[]>,
  [held, heldFloors]: Pair<Held[]>,
): Figure[] {
  const fanOut = (kind: keyof Round, what: string): Figure[] => [
    {
      name: `${name}, ${what} to ${wantedSockets}`,
      unit: "deliveries/s",
      ours: ours.map((round) => round[kind].deliveriesPerSecond),
      floors: floors.map((round) => round[kind].deliveriesPerSecond),
      floor,
      ...(reach.deliveries && { reach: { atLeast: reach.deliveries } }),
    },
    {
      name: `${name}, server CPU of ${what}`,
      unit: "µs/delivery",
      ours: ours.map((round) => round[kind].cpuMicrosPerDelivery),
      floors: floors.map((round) => round[kind].cpuMicrosPerDelivery),
      floor,
      ...(reach.cpu && { reach: { atMost: reach.cpu } }),
    },
  ];
  const perSocket = (key: keyof Held, what: string, unit: string, atMost?: number): Figure => ({
    name: `${name}, ${what}`,
    unit,
    ours: held.map((one) => one[key]),
    floors: heldFloors.map((one) => one[key]),
    floor,
    ...(atMost && { reach: { atMost } }),
  });
  return [
    ...fanOut("bursts", `bursts of ${burst}`),
    ...fanOut("singles", "single events"),
    perSocket("rss", `memory per idle socket at ${wantedSockets} (resident)`, "KB", reach.memory),
    perSocket("heap", "heap per idle socket", "KB"),
    perSocket("connect", "connecting, 10 at once, p50", "ms", reach.connect),
    perSocket("subscribe", "subscribing, 10 at once, p50", "ms"),
  ];
}
