import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { until } from "../../scripts/wait.mjs";
import { backend } from "../support/backend.js";
import type { Server } from "../support/servers.js";
import { quantile } from "../support/statistics.js";
import type { BenchUser } from "../support/users.js";
import { eventReader, requestsTo } from "./client.js";

const everyMs = 10;
const lookEveryMs = 200;

export interface Paced {
  readonly tokens: number;
  readonly commits: number;
  readonly seconds: number;
  /** From sending a token to the answer, p50, ms. */
  readonly answered: number;
  /** From sending a token to its arrival at a reader of another instance, p50, ms. */
  readonly read: number;
}

/** One writer that appends 100 tokens a second and awaits none of them, and one reader at another instance. */
export async function paced(
  [first, second]: readonly [Server, Server],
  user: BenchUser,
  tokens: number,
): Promise<Paced> {
  const path = `bench/${Math.random().toString(36).slice(2)}`;
  const writer = requestsTo(first.port, user, "text/plain");
  await writer.send("PUT", path);
  const sentAt: number[] = [];
  const answered: number[] = [];
  const read: number[] = [];
  let held = "";
  const reader = await eventReader(second.port, user, path, (bytes) => {
    held += bytes.toString();
    const found = [...held.matchAll(/<(\d+)>/g)];
    for (const [, number] of found) read.push(performance.now() - (sentAt[Number(number)] ?? Number.NaN));
    const last = found.at(-1);
    if (last) held = held.slice(last.index + last[0].length);
  });
  const counted = countCommits(path);
  const begun = performance.now();
  const appends: Promise<void>[] = [];
  for (let number = 0; number < tokens; number++) {
    await pause(Math.max(0, begun + number * everyMs - performance.now()));
    const at = (sentAt[number] = performance.now());
    const append = writer.send("POST", path, `<${number}>`);
    appends.push(append.then(() => void answered.push(performance.now() - at)));
  }
  await Promise.all(appends);
  const seconds = (performance.now() - begun) / 1000;
  await until(() => read.length === tokens, { within: 10_000, every: 10 });
  if (read.length !== tokens) throw new Error(`${read.length} of ${tokens} tokens came`);
  const commits = await counted.stop();
  reader.close();
  writer.close();
  return { tokens, commits, seconds, answered: quantile(answered, 0.5), read: quantile(read, 0.5) };
}

const Commits = z.array(z.string());

/** A stream's head names its newest commits. */
function countCommits(path: string): { stop(): Promise<number> } {
  const head = backend().doc(`durableStreams/${createHash("sha256").update(path).digest("base64url")}`);
  const seen = new Set<string>();
  const look = async (): Promise<void> => {
    for (const commit of Commits.parse((await head.get()).get("commits"))) seen.add(commit);
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await look();
      return seen.size;
    },
  };
}
