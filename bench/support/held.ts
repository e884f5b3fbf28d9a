import type { Usage } from "../processes/usage.js";
import type { Figure } from "./report.js";
import type { Server } from "./servers.js";

/** What a server holds for each of many idle connections, KB. */
export interface Held {
  rss: number;
  heap: number;
}

interface Connections {
  /** Requests of the connections that are counted. */
  readonly requests: readonly string[];
  /** So many are opened and closed before: what a first request loads, and what V8 reserves, is no connection's. */
  readonly warmUp: number;
  open(port: number, requests: readonly string[]): Promise<{ close(): void }>;
}

/** Garbage of the opening would count as resident otherwise: V8 keeps up to 100 MB of it, whatever the connections hold. */
export const littleGarbage = ["--max-semi-space-size=1"];

/** Measures a server that was started with `littleGarbage`, and stops it. */
export async function holdOpen(server: Server, { requests, warmUp, open }: Connections): Promise<Held> {
  (await open(server.port, requests.slice(0, warmUp))).close();
  const before = await server.ask<Usage>({ type: "settled" });
  const clients = await open(server.port, requests);
  const after = await server.ask<Usage>({ type: "settled" });
  clients.close();
  await server.stop();
  const each = (total: number) => total / requests.length / 1024;
  return { rss: each(after.rss - before.rss), heap: each(after.heap - before.heap) };
}

interface Rounds {
  /** What is counted, such as `per idle stream at 5,000`. */
  readonly per: string;
  readonly ours: readonly Held[];
  readonly floors: readonly Held[];
  readonly floor: string;
  readonly atMost: number;
}

export function heldFigures({ per, ours, floors, floor, atMost }: Rounds): Figure[] {
  const figure = (name: string, of: (held: Held) => number): Figure => ({
    name: `${name} ${per}`,
    unit: "KB",
    ours: ours.map(of),
    floors: floors.map(of),
    floor,
    reach: { atMost },
  });
  return [figure("memory (resident)", ({ rss }) => rss), figure("heap", ({ heap }) => heap)];
}
