import { connect } from "node:net";
import { host } from "../../scripts/project.mjs";
import { seconds, until } from "../../scripts/wait.mjs";
import type { Usage } from "../processes/usage.js";
import type { Server } from "../support/servers.js";
import { type FrameCounter, plainFrames } from "./frameCounters.js";
import { openStreams, type Received, type StreamClients } from "./streamClients.js";

/** A server with many open streams, and what they receive. */
export interface Streamed {
  /** Keeps `inFlight` events on their way for `ms`: a new one leaves when the last stream has got an old one. */
  saturate(
    inFlight: number,
    ms: number,
  ): Promise<{ deliveriesPerSecond: number; cpuMicrosPerDelivery: number }>;
  /** One event every `everyMs`. Answers every stream's latency of every event, ms. */
  trickle(events: number, everyMs: number): Promise<number[]>;
  /** One event, of so many characters more than usual, and all streams have it. */
  large(chars: number): Promise<void>;
  /** So many batches of so many events. Answers the bytes that one event is on one stream, about. */
  batches(batches: number, events: number): Promise<number>;
  close(): void;
}

const arrivesWithin = seconds(20);

export function streamsOf(
  server: Server,
  requests: readonly string[],
  counter: (emits: readonly number[]) => FrameCounter = plainFrames,
): Promise<Streamed> {
  return streamed(server, requests.length, (received, emits) =>
    openStreams(server.port, requests, received, () => counter(emits)),
  );
}

/** `open` connects so many clients, whatever they speak. */
export async function streamed(
  server: Server,
  streams: number,
  open: (received: Received, emits: readonly number[]) => Promise<StreamClients>,
): Promise<Streamed> {
  /** Events that each stream has got, and streams that have got each event since the last start. */
  const events = new Int32Array(streams);
  const streamsWith = new Map<number, number>();
  let deliveries = 0;
  let bytes = 0;
  let emitted = 0;
  /** How many events were handed over each time. */
  const emits: number[] = [];
  let latencies: { event: number; at: number }[] | undefined;
  let onEverywhere: (events: number) => void = () => undefined;

  const received = (stream: number, frames: number, size: number): void => {
    bytes += size;
    const before = events[stream] ?? 0;
    events[stream] = before + frames;
    deliveries += frames;
    let everywhere = 0;
    for (let event = before; event < before + frames; event++) {
      latencies?.push({ event, at: now() });
      const reached = (streamsWith.get(event) ?? 0) + 1;
      if (reached < streams) streamsWith.set(event, reached);
      else if (streamsWith.delete(event)) everywhere++;
    }
    if (everywhere > 0) onEverywhere(everywhere);
  };
  const clients = await open(received, emits);

  const emit = (count: number, chars = 0): void => {
    emitted += count;
    emits.push(count);
    server.tell({ type: "emit", count, chars });
  };
  const allArrived = async (): Promise<void> => {
    const isThere = () => deliveries === emitted * streams;
    if (await until(isThere, { within: arrivesWithin, every: 20 })) return;
    throw new Error(`${deliveries} of ${emitted * streams} deliveries came`);
  };

  return {
    saturate: async (inFlight, ms) => {
      await server.ask({ type: "sentAt" }); // empties the list
      const before = await server.ask<Usage>({ type: "usage" });
      const begun = now();
      const deliveriesBefore = deliveries;
      await new Promise<void>((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error("The events do not come back.")), ms + arrivesWithin);
        let returned = 0;
        onEverywhere = (count) => {
          // What has come back in one turn goes out again in one message.
          if (returned === 0) setImmediate(refill);
          returned += count;
        };
        const refill = (): void => {
          if (now() - begun < ms) emit(returned);
          else {
            clearTimeout(limit);
            resolve();
          }
          returned = 0;
        };
        emit(inFlight);
      });
      await allArrived();
      const took = now() - begun;
      const after = await server.ask<Usage>({ type: "usage" });
      const made = deliveries - deliveriesBefore;
      return {
        deliveriesPerSecond: made / (took / 1000),
        cpuMicrosPerDelivery: ((after.cpuMs - before.cpuMs) * 1000) / made,
      };
    },

    trickle: async (count, everyMs) => {
      onEverywhere = () => undefined;
      await server.ask({ type: "sentAt" });
      const first = emitted;
      latencies = [];
      await new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          emit(1);
          if (emitted - first < count) return;
          clearInterval(timer);
          resolve();
        }, everyMs);
      });
      await allArrived();
      const sentAt = await server.ask<number[]>({ type: "sentAt" });
      const measured = latencies.map(({ event, at }) => at - (sentAt[event - first] ?? Number.NaN));
      latencies = undefined;
      return measured;
    },

    large: async (chars) => {
      onEverywhere = () => undefined;
      emit(1, chars);
      await allArrived();
    },

    batches: async (count, size) => {
      onEverywhere = () => undefined;
      const before = bytes;
      for (let batch = 0; batch < count; batch++) {
        emit(size);
        await allArrived();
      }
      return (bytes - before) / (count * size * streams);
    },

    close: () => clients.close(),
  };
}

/** The machine's monotonic clock: the same in all its processes. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** An event's frame as a stream of this server gets it, without the chunk around it. */
export function captureFrame(server: Server, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(server.port, host, () => socket.write(request)).once("error", reject);
    socket.on("data", (bytes) => {
      const isFirst = !text.includes("\n\n");
      text += bytes.toString();
      const [, frame] = /\n\n\r\n[0-9a-f]+\r\n(id: [^]*?\n\n)/.exec(text) ?? [];
      if (frame !== undefined) {
        socket.destroy();
        resolve(frame);
      } else if (isFirst && text.includes("\n\n")) server.tell({ type: "emit", count: 1 });
    });
  });
}
