import { type Paced, postAt, together } from "./clients/paced.js";
import { type Poster, posterTo } from "./clients/poster.js";
import type { Figure } from "./support/report.js";
import { type Server, startFirecast } from "./support/servers.js";
import { quantile } from "./support/statistics.js";
import { type BenchUser, signUp } from "./support/users.js";

const rounds = 3;
const roundMs = 5000;
const aloneAt = 40;
/** How many processes, and the rate of each. */
const crowds = [
  { processes: 5, each: 20 },
  { processes: 3, each: 50 },
] as const;

interface Writer {
  server: Server;
  poster: Poster;
}

/** One channel that several `api` processes write, against one process that has it for itself. */
export async function rivals(): Promise<Figure[]> {
  const [user] = await signUp(1);
  if (!user) throw new Error("There is no user.");
  const writers: Writer[] = [];
  for (let number = 0; number < 5; number++) {
    const server = await startFirecast("api", { name: `api-${number}` });
    writers.push({ server, poster: posterTo(server.port, 200) });
  }
  for (const writer of writers) await post(writer, user, 5, 1000); // verified, connected, compiled
  const alone: Paced[] = [];
  const crowded = crowds.map(() => ({ paced: [] as Paced[], commitsPerEvent: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const writer of writers.slice(0, 1)) alone.push(await post(writer, user, aloneAt, roundMs));
    for (const [index, { processes, each }] of crowds.entries()) {
      const present = writers.slice(0, processes);
      const before = await commitsOf(present);
      const paced = together(await Promise.all(present.map((writer) => post(writer, user, each, roundMs))));
      crowded[index]?.paced.push(paced);
      crowded[index]?.commitsPerEvent.push(((await commitsOf(present)) - before) / paced.tookMs.length);
    }
  }
  for (const { poster } of writers) poster.close();
  await Promise.all(writers.map(({ server }) => server.stop()));
  return crowds.flatMap((crowd, index) => figuresOf(crowd, alone, crowded[index]));
}

const post = ({ poster }: Writer, user: BenchUser, perSecond: number, ms: number): Promise<Paced> => {
  const data = { topic: "bench", payload: "x".repeat(120) };
  const publication = { channel: `users/${user.uid}`, type: "user:signal:sent", data };
  return postAt(perSecond, ms, () => poster.publish(user, publication));
};

async function commitsOf(writers: readonly Writer[]): Promise<number> {
  const counts = await Promise.all(writers.map(({ server }) => server.ask<number>({ type: "commits" })));
  return counts.reduce((sum, count) => sum + count, 0);
}

interface Crowded {
  paced: readonly Paced[];
  commitsPerEvent: readonly number[];
}

function figuresOf(
  { processes, each }: (typeof crowds)[number],
  alone: readonly Paced[],
  crowded: Crowded = { paced: [], commitsPerEvent: [] },
): Figure[] {
  const name = `one channel, ${processes} processes × ${each} posts/s`;
  const floor = `one process × ${aloneAt} posts/s`;
  const at = (share: number, paced: readonly Paced[]) => paced.map(({ tookMs }) => quantile(tookMs, share));
  const perRound = (value: number) => crowded.paced.map(() => value);
  return [
    { name: `${name}, p50`, unit: "ms", ours: at(0.5, crowded.paced), floors: at(0.5, alone), floor },
    {
      name: `${name}, p99`,
      unit: "ms",
      ours: at(0.99, crowded.paced),
      floors: at(0.99, alone),
      floor,
      reach: { atMost: 10 },
    },
    {
      name: `${name}, commits tried`,
      unit: "an event",
      ours: crowded.commitsPerEvent,
      floors: perRound(1),
      floor: "one an event",
      reach: { atMost: 1 },
    },
    {
      name: `${name}, failed`,
      unit: "of posts",
      ours: crowded.paced.map(({ failed, tookMs }) => failed / (failed + tookMs.length)),
      floors: perRound(1),
      floor: "all",
      reach: { atMost: 0 },
    },
  ];
}
