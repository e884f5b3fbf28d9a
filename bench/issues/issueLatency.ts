import { setTimeout as pause } from "node:timers/promises";
import { callerOf } from "../clients/poster.js";
import type { Figure } from "../support/report.js";
import { startFirecast } from "../support/servers.js";
import { openSockets } from "../sockets/socketClients.js";
import { socketIo } from "../sockets/socketProtocols.js";
import { quantile } from "../support/statistics.js";
import { openStreams, streamRequest } from "../clients/streamClients.js";
import { signUp } from "../support/users.js";

const rounds = 3;
const issuesPerRound = Number(process.env["BENCH_ISSUES"] ?? 60);
const arrivesWithin = 10_000;
/** The Pub/Sub emulator looks for messages every 50 ms: each measurement begins anywhere between two looks. */
const phaseMs = 60;

/** From the POST of an issue to a Socket.IO client of another instance, and to a stream of a third: the same issues. */
export async function issueLatency(): Promise<Figure> {
  const organizationId = `bench-${process.pid}`;
  const [manager] = await signUp(1, { organizationId, role: "manager" });
  if (!manager) throw new Error("There is no manager.");
  const api = await startFirecast("api");
  const streams = await startFirecast("streams");
  const sockets = await startFirecast("sockets");
  const { post } = callerOf(api.port, manager);
  const position = { lat: 52.5, lng: 13.4 };
  const campus = await post<{ id: string }>("/api/campuses", { name: "Bench", position });
  const place = { campusId: campus.id, name: "Bench", position };
  const building = await post<{ id: string }>("/api/buildings", place);

  const channel = `orgs/${organizationId}/issues`;
  const stream = arrivals();
  const socket = arrivals();
  const opened = [
    await openStreams(
      streams.port,
      [streamRequest(manager, `/api/sse/stream?channels=${channel}`)],
      stream.came,
    ),
    await openSockets(sockets.port, socketIo(channel, "issue:"), [manager], socket.came),
  ];

  const report = async (number: number): Promise<{ stream: number; socket: number }> => {
    const issue = { title: `number ${number}`, category: "plumbing", severity: "low" };
    const begun = performance.now();
    const [toStream, toSocket] = await Promise.all([
      stream.next(),
      socket.next(),
      post("/api/issues", { ...issue, buildingId: building.id }),
    ]);
    return { stream: toStream - begun, socket: toSocket - begun };
  };
  for (let warmUp = 0; warmUp < 5; warmUp++) await report(warmUp);
  const found: { stream: number; socket: number }[][] = [];
  for (let round = 0; round < rounds; round++) {
    const measured = (found[round] = []) as { stream: number; socket: number }[];
    for (let number = 0; number < issuesPerRound; number++) {
      await pause(Math.random() * phaseMs);
      measured.push(await report(number));
    }
  }
  for (const clients of opened) clients.close();
  await Promise.all([api.stop(), streams.stop(), sockets.stop()]);
  const half = (kind: "stream" | "socket") =>
    found.map((all) =>
      quantile(
        all.map((one) => one[kind]),
        0.5,
      ),
    );
  return {
    name: "POST of an issue to a Socket.IO client of another instance, p50",
    unit: "ms",
    ours: half("socket"),
    floors: half("stream"),
    floor: "a stream",
    reach: { atMost: 1.2 },
  };
}

/** When the next event comes to a client. */
function arrivals() {
  let onNext: ((at: number) => void) | undefined;
  return {
    came: (): void => onNext?.(performance.now()),
    next: (): Promise<number> =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error("An issue does not arrive.")), arrivesWithin);
        onNext = (at) => {
          clearTimeout(limit);
          resolve(at);
        };
      }),
  };
}
