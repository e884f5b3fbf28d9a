import { setTimeout as pause } from "node:timers/promises";
import { until } from "../scripts/wait.mjs";
import { audienceOf, backend, deviceOf } from "./support/backend.js";
import { bareTrigger, pushArrives } from "./support/hops.js";
import { callerOf } from "./clients/poster.js";
import type { Part } from "./support/report.js";
import { type Server, startBareBackend, startFirecast } from "./support/servers.js";
import { quantile } from "./support/statistics.js";
import { openStreams, streamRequest } from "./clients/streamClients.js";
import { pauseTriggers, resumeTriggers } from "./support/triggers.js";
import { type BenchUser, signUp } from "./support/users.js";

const members = 5000;
const rounds = 3;
const commitsMs = 2000;
const deploysPerRound = 20;
const hopsPerRound = 20;
/** What Cloud Tasks hands to one instance at the same time. */
const chunksAtOnce = 2;
const answers = 3000;
const answersMs = 30_000;
const takenInWithin = 60_000;

/** From what happens to the rows of all who should know, and to the streams and devices of one. */
export async function notifications(): Promise<Part> {
  const server = await startFirecast("api");
  const fanOut = await measureFanOut(server);
  const posting = await measurePosting(server.port);
  const gathered = await measureGathering(server);
  await server.stop();
  await resumeTriggers();
  const hops = await measureHops().finally(pauseTriggers);

  const hop = { unit: "ms", floors: hops.bare, floor: "write → a trigger's first line of log" };
  return {
    figures: [
      {
        name: `rows for ${members.toLocaleString("en")} members, one instance`,
        unit: "rows/s",
        ours: fanOut.rows,
        floors: fanOut.commits,
        floor: "64 bare commits at once",
      },
      {
        name: `deploying to ${members.toLocaleString("en")} members over HTTP, p50`,
        unit: "ms",
        ours: posting.large,
        floors: posting.small,
        floor: "to a space of 1",
        reach: { atMost: 1.1 },
      },
      {
        name: `commits of a host's inbox for ${answers.toLocaleString("en")} answers, three instances`,
        unit: "commits",
        ours: gathered.commits,
        floors: gathered.answers,
        floor: "one for each",
        reach: { atMost: 0.05 },
      },
      {
        name: "the same: until all are told",
        unit: "s",
        ours: gathered.seconds,
        floors: [answersMs / 1000],
        floor: "how long they came",
      },
      { name: "document → event on the stream, p50", ours: hops.stream, ...hop },
      { name: "document → request at FCM, p50", ours: hops.push, ...hop },
    ],
    notes: [
      "Rows: each is a commit of row, counts and event, after a read of three documents; the floor's commit is bare.",
      "Document → stream is one trigger of the functions emulator and Pub/Sub, → FCM two triggers; nobody watches.",
    ],
  };
}

async function measureFanOut(server: Awaited<ReturnType<typeof startFirecast>>) {
  const bare = startBareBackend();
  const measured = { rows: [] as number[], commits: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const uids = Array.from({ length: members }, (_, number) => `r${round}-${process.pid}-${number}`);
    measured.rows.push(await server.ask<number>({ type: "fanOut", uids, atOnce: chunksAtOnce }));
    measured.commits.push(await bare.ask<number>({ type: "commits", posters: 64, ms: commitsMs }));
  }
  await bare.stop();
  return measured;
}

async function measurePosting(port: number) {
  const [owner] = await signUp(1);
  if (!owner) throw new Error("There is no owner.");
  const caller = callerOf(port, owner);
  const space = async (audience: number): Promise<string> => {
    const { id } = await caller.post<{ id: string }>("/api/spaces", { name: "Bench" });
    await audienceOf(id, audience);
    return id;
  };
  const spaces = { small: await space(0), large: await space(members) };
  const deploy = async (spaceId: string): Promise<number> => {
    const { id } = await caller.post<{ id: string }>("/api/tools", { name: "Poll" });
    const begun = performance.now();
    await caller.post(`/api/tools/${id}/deploy`, { spaceId });
    return performance.now() - begun;
  };
  const measured = { small: [] as number[], large: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const took = { small: [] as number[], large: [] as number[] };
    for (let number = 0; number < deploysPerRound; number++) {
      took.small.push(await deploy(spaces.small));
      took.large.push(await deploy(spaces.large));
    }
    if (round === 0) continue; // compiled and connected
    measured.small.push(quantile(took.small, 0.5));
    measured.large.push(quantile(took.large, 0.5));
  }
  return measured;
}

/** Many answer an invitation at the same time: a row grows once a second, and counts each of them once. */
async function measureGathering(first: Server) {
  const others = [
    await startFirecast("api", { name: "api-2" }),
    await startFirecast("api", { name: "api-3" }),
  ];
  const servers = [first, ...others];
  const count = answers / servers.length;
  const [host] = await signUp(1);
  if (!host) throw new Error("There is no host.");
  const { uid } = host;
  const told = servers.map((server, index) =>
    server.ask<number>({ type: "answers", uid, from: index * count, count, ms: answersMs }),
  );
  const tookMs = Math.max(...(await Promise.all(told)));
  const counted = async (): Promise<number> => {
    const { docs } = await backend().collection(`users/${uid}/notifications`).get();
    return docs.reduce((sum, row) => sum + Number(row.get("count")), 0);
  };
  if (!(await until(async () => (await counted()) === answers, { within: takenInWithin }))) {
    throw new Error(`${await counted()} of ${answers} answers are counted.`);
  }
  const state = await backend().doc(`inboxes/${uid}`).get();
  await Promise.all(others.map((server) => server.stop()));
  const commits = Number(state.get("version")) + Number(state.get("touched") ?? 0);
  return { commits: [commits], answers: [answers], seconds: [tookMs / 1000] };
}

async function measureHops() {
  const [watcher, absent] = await signUp(2);
  if (!watcher || !absent) throw new Error("There is nobody.");
  const server = await startFirecast("streams");
  let onEvent: () => void = () => undefined;
  const streams = await openStreams(server.port, [streamRequest(watcher, "/api/notifications/stream")], () =>
    onEvent(),
  );
  const token = await deviceOf(absent);
  const achieve = async ({ uid }: BenchUser): Promise<number> => {
    const achievement = `bench-${Math.random().toString(36).slice(2)}`;
    const at = new Date().toISOString();
    const begun = performance.now();
    await backend()
      .doc(`users/${uid}/achievements/${achievement}`)
      .create({ achievement, title: "Bench", at });
    return begun;
  };
  const toStream = async (): Promise<number> => {
    const arrived = new Promise<void>((resolve) => (onEvent = resolve));
    const begun = await achieve(watcher);
    await arrived;
    return performance.now() - begun;
  };
  const toDevice = async (): Promise<number> => {
    const arrives = await pushArrives(token);
    const begun = await achieve(absent);
    await arrives();
    return performance.now() - begun;
  };

  const measured = { stream: [] as number[], push: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const took = { stream: [] as number[], push: [] as number[], bare: [] as number[] };
    for (let number = 0; number < hopsPerRound; number++) {
      took.stream.push(await toStream());
      took.push.push(await toDevice());
      took.bare.push(await bareTrigger(watcher));
      await pause(Math.random() * 60); // anywhere between two looks of the Pub/Sub emulator
    }
    if (round === 0) continue; // every process of the functions emulator is there by then
    measured.stream.push(quantile(took.stream, 0.5));
    measured.push.push(quantile(took.push, 0.5));
    measured.bare.push(quantile(took.bare, 0.5));
  }
  streams.close();
  await server.stop();
  return measured;
}
