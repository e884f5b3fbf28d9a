import { setTimeout as pause } from "node:timers/promises";
import { host } from "../../scripts/project.mjs";
import { environmentHere } from "../../packages/client/src/environment/here.js";
import { createRealtime, type Realtime } from "../../packages/client/src/index.js";
import { posterTo } from "../clients/poster.js";
import type { Figure } from "../support/report.js";
import { startFirecast } from "../support/servers.js";
import { quantile } from "../support/statistics.js";
import { type BenchUser, signUp } from "../support/users.js";

const rounds = 3;
const postsPerRound = Number(process.env["BENCH_ECHO_POSTS"] ?? 100);
const arrivesWithinMs = 10_000;
/** The Pub/Sub emulator looks for messages every 50 ms: each measurement begins anywhere between two looks. */
const phaseMs = 60;

/** As tabs of one browser: they share a stream by Web Locks and a BroadcastChannel, which Node has, too. */
const aTab = () => {
  const document = {
    visibilityState: "visible",
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  return environmentHere({ fetch, document, navigator });
};

/** How much more a follower may take, ms. */
const followerTakesMs = 5;

type Reader = "leader" | "follower" | "bare";

/** From a POST until a handler of the client has its event, beside the first byte of it at a bare reader of the same stream. */
export async function echo(): Promise<Figure[]> {
  const [user] = await signUp(1);
  if (!user) throw new Error("There is no user.");
  const server = await startFirecast("streams");
  const url = `http://${host}:${server.port}`;
  const poster = posterTo(server.port, 1);
  const readers = ["leader", "follower", "bare"] as const;
  const waiting = new Map<string, (at: number) => void>();
  const heard = (reader: Reader, topic: string): void =>
    waiting.get(`${reader} ${topic}`)?.(performance.now());
  const tabs: Realtime[] = [];
  for (const reader of ["leader", "follower"] as const) {
    const tab = createRealtime({ url, streamUrl: url, getToken: () => user.token }, aTab());
    tab.subscribe(`users/${user.uid}`, ({ data }) => {
      if ("topic" in data) heard(reader, data.topic);
    });
    while (tab.state.type !== "open") await pause(20);
    tabs.push(tab);
  }
  if (tabs[1]?.monitor().connects !== 0) throw new Error("The second tab has a stream of its own.");
  const bare = await readBare(url, user, (topic) => heard("bare", topic));

  const post = async (topic: string): Promise<Record<Reader, number>> => {
    const begun = performance.now();
    const arrivals = readers.map(
      (reader) =>
        new Promise<readonly [Reader, number]>((resolve, reject) => {
          const limit = setTimeout(() => reject(new Error(`${topic} does not arrive`)), arrivesWithinMs);
          waiting.set(`${reader} ${topic}`, (at) => {
            clearTimeout(limit);
            resolve([reader, at - begun]);
          });
        }),
    );
    const data = { topic, payload: "x".repeat(120) };
    await poster.publish(user, { channel: `users/${user.uid}`, type: "user:signal:sent", data });
    const taken = { leader: 0, follower: 0, bare: 0 };
    for (const [reader, ms] of await Promise.all(arrivals)) taken[reader] = ms;
    waiting.clear();
    return taken;
  };
  for (let warm = 0; warm < 10; warm++) await post(`warm-${warm}`);
  const [ours, floors, more]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const taken: Record<Reader, number>[] = [];
    for (let number = 0; number < postsPerRound; number++) {
      await pause(Math.random() * phaseMs);
      taken.push(await post(`${round}-${number}`));
    }
    const p50 = (of: (one: Record<Reader, number>) => number): number => quantile(taken.map(of), 0.5);
    ours.push(p50(({ leader }) => leader));
    floors.push(p50(({ bare }) => bare));
    more.push(p50(({ leader, follower }) => follower - leader));
  }
  for (const tab of tabs) tab.close();
  bare.abort();
  poster.close();
  await server.stop();
  return [
    {
      ...{ name: "POST to handler, p50", unit: "ms", ours, floors, floor: "bare fetch reader" },
      reach: { atMost: 1.15 },
    },
    {
      ...{ name: "more in a tab that follows, p50", unit: "ms", ours: more },
      ...{ floors: more.map(() => followerTakesMs), floor: "allowed" },
      reach: { atMost: 1 },
    },
  ];
}

/** Reads the stream, and looks for topics in its text. */
async function readBare(
  url: string,
  user: BenchUser,
  heard: (topic: string) => void,
): Promise<AbortController> {
  const abort = new AbortController();
  const answer = await fetch(`${url}/api/sse/stream?channels=users/${user.uid}`, {
    headers: { Authorization: `Bearer ${user.token}`, Accept: "text/event-stream" },
    signal: abort.signal,
  });
  const { body } = answer;
  if (!body) throw new Error("The stream has no body.");
  const text: ReadableStream<string> = body.pipeThrough(new TextDecoderStream());
  const read = async (): Promise<void> => {
    const reader = text.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read())
      for (const [, topic = ""] of piece.value.matchAll(/"topic":"([\w-]+)"/g)) heard(topic);
  };
  void read().catch(() => undefined); // aborted
  return abort;
}
