import { connect, type Socket } from "node:net";
import { host } from "../scripts/project.mjs";
import type { Part } from "./support/report.js";
import { startFirecast } from "./support/servers.js";
import { quantile } from "./support/statistics.js";
import { captureFrame, streamsOf } from "./clients/streamedServer.js";
import { streamRequest } from "./clients/streamClients.js";
import type { Usage } from "./processes/usage.js";
import { signUp } from "./support/users.js";

const readers = 499;
const streamsPerUser = 5;
const rounds = 5;
const events = 60;
const everyMs = 50;
/** More than the kernel keeps for a reader that takes nothing: the rest waits in the server. */
const largeChars = 60_000;
const largeEvents = 60;
const queueBytes = 64_000_000;

/** What the others notice of one reader that takes nothing, while what it was sent waits for it in the server. */
export async function stalled(): Promise<Part> {
  const users = await signUp(Math.ceil((readers + 1) / streamsPerUser));
  const requests = users.flatMap((user) => Array.from({ length: streamsPerUser }, () => streamRequest(user)));
  const patient = await startFirecast("streams", { env: { REALTIME_QUEUE_BYTES: `${queueBytes}` } });
  const usual = await startFirecast("streams", { name: "usual" });
  const [own = "", ...others] = requests;
  // The first event is a real one.
  for (const server of [patient, usual]) await captureFrame(server, own);

  const side = await streamsOf(patient, others);
  await side.trickle(events, everyMs); // compiled, and out of the way
  const [alone, beside]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    alone.push(quantile(await side.trickle(events, everyMs), 0.99));
    const reader = await stall(patient.port, own);
    for (let sent = 0; sent < largeEvents; sent++) await side.large(largeChars);
    beside.push(quantile(await side.trickle(events, everyMs), 0.99));
    reader.destroy();
  }
  side.close();
  await patient.stop();

  const bounded = await streamsOf(usual, others);
  for (let sent = 0; sent < largeEvents; sent++) await bounded.large(largeChars);
  const before = await usual.ask<Usage>({ type: "settled" });
  const reader = await stall(usual.port, own);
  for (let sent = 0; sent < largeEvents; sent++) await bounded.large(largeChars);
  const after = await usual.ask<Usage>({ type: "settled" });
  reader.destroy();
  bounded.close();
  await usual.stop();

  return {
    figures: [
      {
        name: `single events at ${1000 / everyMs}/s to ${readers} readers beside one that takes nothing, p99`,
        unit: "ms",
        ours: beside,
        floors: alone,
        floor: "without it",
        reach: { atMost: 1.1 },
      },
      {
        name: `memory after ${(largeEvents * largeChars) / 1e6} MB beside one that takes nothing`,
        unit: "MB",
        ours: [after.heap / 1e6],
        floors: [before.heap / 1e6],
        floor: "without it",
      },
    ],
    notes: [
      "Stalled: some megabytes wait for it in the kernel, the rest in the server, until its queue is full.",
    ],
  };
}

/** An open stream that is not read. */
function stall(port: number, request: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(request));
    socket.once("error", reject).once("data", () => resolve(socket.pause()));
  });
}
