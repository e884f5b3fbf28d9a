import { createParser } from "eventsource-parser";
import { createRealtime } from "../../packages/client/src/index.js";
import { environmentHere } from "../../packages/client/src/environment/here.js";
import type { Figure } from "../support/report.js";

const events = Number(process.env["BENCH_DISPATCH_EVENTS"] ?? 100_000);
const perPiece = 100;
const rounds = 5;
const channel = "spaces/lobby/chat";
const type = "chat:message:created";

/** From the bytes of a stream to the handler, beside a parser and `JSON.parse` alone. */
export async function dispatch(): Promise<Figure> {
  const pieces = piecesOfStream();
  const [ours, floors]: [number[], number[]] = [[], []];
  for (let round = -1; round < rounds; round++) {
    const rates = [
      await rateOf(() => throughClient(pieces)),
      await rateOf(() => throughParser(pieces)),
    ] as const;
    if (round < 0) continue; // warm
    ours.push(rates[0]);
    floors.push(rates[1]);
  }
  return {
    ...{ name: "dispatch of events to a handler", unit: "events/s", ours, floors },
    floor: "eventsource-parser + JSON.parse",
    reach: { atLeast: 0.6 },
  };
}

async function rateOf(run: () => Promise<number>): Promise<number> {
  const begun = performance.now();
  const count = await run();
  if (count !== events) throw new Error(`${count} of ${events} events were dispatched`);
  return (events / (performance.now() - begun)) * 1000;
}

function piecesOfStream(): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let first = 1; first <= events; first += perPiece)
    pieces.push(
      encoder.encode(Array.from({ length: perPiece }, (_, index) => frameOf(first + index)).join("")),
    );
  return pieces;
}

function frameOf(seq: number): string {
  const data = {
    id: `m${seq}`,
    spaceId: "lobby",
    seq,
    authorId: "alice",
    text: "x".repeat(120),
    mentions: [],
  };
  const event = { id: `e${seq}`, channel, type, seq, at: "2026-11-22T08:00:00.000Z", by: "alice", data };
  return `id: aX${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}

const bodyOf = (pieces: readonly Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let next = 0;
  return new ReadableStream({
    pull: (controller) => {
      const piece = pieces[next++];
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
};

function throughClient(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<number> {
  const start = { channel, start: "live", from: 0, head: 0 };
  const connected = { connectionId: "c1", channels: [start], at: "2026-11-22T08:00:00.000Z", pingMs: 30_000 };
  const first = new TextEncoder().encode(`id: aX0\nevent: connected\ndata: ${JSON.stringify(connected)}\n\n`);
  return new Promise((resolve) => {
    const realtime = createRealtime(
      {},
      { ...environmentHere(), fetch: () => Promise.resolve(new Response(bodyOf([first, ...pieces]))) },
    );
    let count = 0;
    realtime.subscribe(channel, () => {
      if (++count < events) return;
      realtime.close();
      resolve(count);
    });
  });
}

async function throughParser(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<number> {
  let count = 0;
  const parser = createParser({
    onEvent: ({ data }) => {
      const event: unknown = JSON.parse(data);
      if (event !== null) count++;
    },
  });
  const decoder = new TextDecoder();
  const reader = bodyOf(pieces).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read())
    parser.feed(decoder.decode(read.value, { stream: true }));
  return count;
}
