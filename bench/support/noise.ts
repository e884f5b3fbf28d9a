import { Agent, request } from "node:http";
import { host } from "../../scripts/project.mjs";

/**
 * `noise.ts UID TOKEN`: one account that posts, asks for tickets, opens and closes streams and replays, at a fixed rate or
 * in loops that repeat as soon as they are answered.
 */
const [uid = "", token = ""] = process.argv.slice(2);
const channel = `users/${uid}`;
const event = { channel, type: "user:signal:sent", data: { topic: "noise", payload: "x".repeat(30_000) } };

interface Load {
  method: string;
  path: string;
  body?: string;
  perSecond: number;
}

/** What one account did in a security review, a second. */
const loads: readonly Load[] = [
  { method: "POST", path: "/realtime/publish", body: JSON.stringify(event), perSecond: 149 },
  { method: "POST", path: "/realtime/tickets", perSecond: 285 },
  { method: "GET", path: `/sse/stream?channels=${channel}`, perSecond: 478 },
  { method: "GET", path: `/sse/stream?channels=${channel}&history=50&poll=1`, perSecond: 100 },
  { method: "GET", path: `/realtime/history?channel=${channel}`, perSecond: 100 },
];
const loopsEach = 8;
/** Calls of the paced noise that are not answered yet; beyond, it leaves some out. */
const underwayAtMost = 400;
const tickMs = 5;

const agent = new Agent({ keepAlive: true, maxSockets: underwayAtMost });
let port = 0;
let running = 0;
let underway = 0;

/** Resolves when the answer is there; of a stream that opened, with its first bytes. */
function call({ method, path, body }: Load): Promise<void> {
  return new Promise((resolve) => {
    const headers = {
      Authorization: `Bearer ${token}`,
      ...(body !== undefined && { "Content-Type": "application/json", "Content-Length": body.length }),
    };
    const sent = request({ host, port, agent, method, path, headers }, (answer) => {
      answer.resume().once("close", resolve);
      if (path.includes("/stream") && !path.includes("poll=1")) answer.once("data", () => sent.destroy());
    });
    sent.once("error", () => resolve()).end(body);
  });
}

async function loop(load: Load, run: number): Promise<void> {
  while (running === run) {
    await call(load);
    await new Promise(setImmediate);
  }
}

function pace(run: number): void {
  const begun = performance.now();
  const sent = loads.map(() => 0);
  const timer = setInterval(() => {
    if (running !== run) clearInterval(timer);
    else for (const [index, load] of loads.entries()) catchUp(load, index);
  }, tickMs);
  const catchUp = (load: Load, index: number): void => {
    const due = Math.floor(((performance.now() - begun) / 1000) * load.perSecond);
    for (; (sent[index] ?? due) < due; sent[index] = (sent[index] ?? 0) + 1) {
      if (underway >= underwayAtMost) continue;
      underway++;
      void call(load).then(() => underway--);
    }
  };
}

type Question = { type: "paced" | "loops"; port: number } | { type: "rest" };

process.on("message", (question: Question) => {
  const run = ++running;
  if (question.type === "rest") {
    process.send?.({ answer: true });
    return;
  }
  ({ port } = question);
  if (question.type === "paced") pace(run);
  else for (const load of loads) for (let number = 0; number < loopsEach; number++) void loop(load, run);
});
process.once("disconnect", () => process.exit());
