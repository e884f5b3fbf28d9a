import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";
import { startChild } from "./support/child.js";
import { type Poster, posterTo } from "./clients/poster.js";
import type { Part } from "./support/report.js";
import { startBareRefusal, startFirecast } from "./support/servers.js";
import { quantile } from "./support/statistics.js";
import { type BenchUser, signUp } from "./support/users.js";

const rounds = 5;
const postsAPhase = 60;
/** Each stays below the rate of its channel, 5 a second. */
const quietUsers = 6;
const everyMs = 50;
/** Until the noisy account has spent what it may do at once. */
const burstMs = 2500;
/** Until what was under way is answered. */
const settlesMs = 500;

/** What other users notice of an account that does all it can. */
export async function noisy(): Promise<Part> {
  const users = await signUp(quietUsers);
  const [loud] = await signUp(1);
  if (!loud) throw new Error("There is no loud account.");
  const server = await startFirecast("streams", { name: "noisy", env: { REALTIME_RATE_FACTOR: "1" } });
  const bare = await startBareRefusal();
  const noise = startChild({
    name: "noise",
    args: [fileURLToPath(new URL("support/noise.ts", import.meta.url)), loud.uid, loud.token],
  });
  const poster = posterTo(server.port, 1);
  const quiet = () => median(poster, users);
  const beside = async (type: "paced" | "loops", port: number): Promise<number> => {
    noise.tell({ type, port });
    await pause(burstMs);
    const took = await quiet();
    await noise.ask({ type: "rest" });
    await pause(settlesMs);
    return took;
  };

  await quiet(); // verified, connected, compiled
  const floors: number[] = [];
  const [alone, paced, loops]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    floors.push(await quiet());
    alone.push(await beside("paced", bare.port));
    paced.push(await beside("paced", server.port));
    loops.push(await beside("loops", server.port));
  }
  poster.close();
  await Promise.all([noise, bare, server].map((child) => child.stop()));
  const figure = (name: string, ours: readonly number[], reach?: { atMost: number }) => ({
    ...{ name: `another user's post, p50, beside ${name}`, unit: "ms", ours, floors },
    ...{ floor: "the same without it", ...(reach && { reach }) },
  });
  return {
    figures: [
      figure("an account that does what a review did", paced, { atMost: 1.5 }),
      figure("an account in 40 loops", loops),
      figure("the first one's client, which calls a bare server", alone),
    ],
    notes: [
      "Noisy: 149 posts, 285 tickets, 478 streams and 200 replays a second of one account, with production's limits.",
    ],
  };
}

async function median(poster: Poster, users: readonly BenchUser[]): Promise<number> {
  const took: number[] = [];
  for (let number = 0; number < postsAPhase; number++) {
    const user = users[number % users.length];
    if (!user) break;
    const data = { topic: "bench", payload: "x".repeat(120) };
    const begun = performance.now();
    await poster.publish(user, { channel: `users/${user.uid}`, type: "user:signal:sent", data });
    took.push(performance.now() - begun);
    await pause(everyMs);
  }
  return quantile(took, 0.5);
}
