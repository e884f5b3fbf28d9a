import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { PubSub } from "@google-cloud/pubsub";
import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { Health } from "@firecast/contract/operations";
import { encodePacket } from "../../src/realtime/bus/message.js";
import { send } from "../support/api.js";
import { eventually } from "../support/eventually.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import type { SseClient } from "../support/sse.js";
import { aToken, aUser, projectId, type TestUser } from "../support/users.js";
import { arrives, channelOf, connected, range, signal } from "./signals.js";

describe("five streams for a user, over all processes", function () {
  this.timeout(60_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let user: TestUser;

  before(async () => {
    [first, second] = await Promise.all([sharedServer("first"), sharedServer("second")]);
  });

  beforeEach(async () => {
    user = await aUser();
  });

  const openOneByOne = async (servers: readonly ServerProcess[]): Promise<SseClient[]> => {
    const streams: SseClient[] = [];
    for (const server of servers) streams.push(await connected(server, user));
    return streams;
  };

  /** All that are open hear of `payload`. Which ones those are. */
  async function openOnes(streams: readonly SseClient[], payload: string): Promise<number[]> {
    await signal(first, user, payload);
    const open = [...streams.entries()].filter(([, stream]) => !stream.hasEnded);
    for (const [, stream] of open) await arrives(stream, payload).catch(() => undefined);
    return open.filter(([, stream]) => !stream.hasEnded).map(([index]) => index);
  }

  const whoEnded = (streams: readonly SseClient[]): number[] =>
    [...streams.entries()].filter(([, stream]) => stream.hasEnded).map(([index]) => index);

  for (const { title, places } of [
    { title: "on the same process", places: [0, 0, 0, 0, 0, 0] },
    { title: "on the other process", places: [0, 0, 0, 0, 0, 1] },
    { title: "alone on its process", places: [0, 1, 1, 1, 1, 1] },
    { title: "between others", places: [0, 1, 0, 1, 0, 1] },
  ]) {
    it(`a sixth closes the oldest ${title}, for an hour, and no other`, async () => {
      const streams = await openOneByOne(places.map((place) => (place === 0 ? first : second)));
      const oldest = streams[0];
      await oldest?.ended;
      const told = Reconnect.parse(oldest?.frames.at(-1)?.data);
      expect(told).to.deep.equal({ reason: "connection_limit", retryMs: 3_600_000 });
      expect(oldest?.retryMs).to.equal(3_600_000);
      expect(await openOnes(streams, "who is there")).to.deep.equal([1, 2, 3, 4, 5]);
      for (const stream of streams) stream.close();
    });
  }

  it("of fifteen opened at once on both processes five stay", async () => {
    const streams = await Promise.all(range(1, 15).map((n) => connected(n % 2 ? first : second, user)));
    await eventually(
      () => whoEnded(streams).length,
      (count) => count >= 10,
    );
    expect(await openOnes(streams, "who is there")).to.have.lengthOf(5);
    const reasons = streams.filter(({ hasEnded }) => hasEnded).flatMap((stream) => stream.named("reconnect"));
    expect(reasons.map(({ data }) => Reconnect.parse(data).reason)).to.deep.equal(
      range(1, 10).map(() => "connection_limit"),
    );
    for (const stream of streams) stream.close();
  });

  it("closed streams give their places back", async () => {
    const kept = await connected(first, user);
    for (const n of range(1, 6)) {
      const passing = await connected(n % 2 ? first : second, user);
      passing.close();
      await passing.ended;
    }
    expect(await openOnes([kept], "still here")).to.deep.equal([0]);
    kept.close();
  });

  it("news of streams elsewhere that come in the wrong order take no place", async () => {
    const kept = await connected(first, user);
    const pubsub = new PubSub({ projectId: projectId() });
    const topic = pubsub.topic("realtime-0");
    for (const n of range(1, 6)) {
      const stream = { uid: user.uid, connectionId: `elsewhere-${n}` };
      const closed = { type: "stream_closed", ...stream } as const;
      const opened = { type: "stream_opened", ...stream, openedAt: Date.now() } as const;
      for (const news of [closed, opened]) {
        const control = { type: "connections" as const, news: [news] };
        await topic.publishMessage(encodePacket({ type: "control", control }));
      }
    }
    await signal(second, user, "after the news");
    await arrives(kept, "after the news");
    expect(await openOnes([kept], "still here")).to.deep.equal([0]);
    kept.close();
    await pubsub.close();
  });

  it("a process that was killed locks nobody out", async () => {
    const third = await startServer();
    const lost = await openOneByOne(range(1, 5).map(() => third));
    await third.stop("SIGKILL");
    for (const stream of lost) await stream.ended;
    const streams = await openOneByOne([first, second, first, second, first]);
    expect(await openOnes(streams, "again")).to.deep.equal([0, 1, 2, 3, 4]);
    for (const stream of streams) stream.close();
  });

  it("clients that left while their streams were being opened take no place", async () => {
    const kept = await connected(first, user, { query: "channels=global" });
    const before = await streamsOpen();
    for (const n of range(1, 24)) {
      await leaveEarly(n % 6, user.idToken);
      await eventually(streamsOpen, (count) => count <= before);
    }
    const next = await connected(first, user);
    expect(await openOnes([next], "a moment later")).to.deep.equal([0]);
    next.close();
    expect(kept.hasEnded, kept.raw).to.equal(false);
    kept.close();
  });

  it("clients that left while they were being identified leave no stream behind", async () => {
    const before = await streamsOpen();
    const now = Math.floor(Date.now() / 1000);
    // Tokens that the server has not seen before: it has to ask.
    for (const n of range(1, 36)) await leaveEarly(n % 12, aToken(user.uid, { iat: now - n }));
    await eventually(streamsOpen, (count) => count <= before);
  });

  const streamsOpen = async (): Promise<number> =>
    Health.parse((await send(first.baseUrl, "GET", "/realtime/health")).json()).streams;

  /** Sends a request and is gone `ms` later. */
  async function leaveEarly(ms: number, idToken: string): Promise<void> {
    const { port } = new URL(first.baseUrl);
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => undefined);
    const path = `/sse/stream?channels=${channelOf(user)}`;
    const head = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${idToken}\r\n\r\n`;
    await new Promise<void>((resolve) => socket.write(head, () => resolve()));
    await delay(ms);
    socket.destroy();
  }
});

describe("long polls among the five connections of a user", function () {
  this.timeout(60_000);
  let servers: ServerProcess[] = [];
  let user: TestUser;

  before(async () => {
    servers = await Promise.all([1, 2].map(() => startServer({ REALTIME_POLL_MS: 20_000 })));
  });
  beforeEach(async () => {
    user = await aUser();
  });
  after(() => Promise.all(servers.map((server) => server.stop())));

  const server = (n: number): ServerProcess => {
    const chosen = servers[n % 2];
    if (!chosen) throw new Error("The servers start before the first test.");
    return chosen;
  };
  const poll = (n: number): Promise<SseClient> => connected(server(n), user, { query: "poll=1" });
  const waiting = (polls: readonly SseClient[]): SseClient[] => polls.filter(({ hasEnded }) => !hasEnded);

  it("F3: of 200 at once, on two processes, five wait; the others end as if nothing had happened", async () => {
    const polls = await Promise.all(range(1, 200).map(poll));
    await eventually(
      () => waiting(polls).length,
      (count) => count <= 5,
    );
    const others = polls.filter(({ hasEnded }) => hasEnded);
    expect(others.flatMap(({ frames }) => frames.map(({ event }) => event))).to.deep.equal(
      others.map(() => "connected"),
    );
    expect(new Set(others.map(({ status, retryMs }) => `${status} ${retryMs}`))).to.deep.equal(
      new Set(["200 10000"]),
    );
    const kept = waiting(polls);
    expect(kept).to.have.lengthOf(5);
    await signal(server(1), user, "for those that wait");
    for (const stream of kept) await arrives(stream, "for those that wait");
  });

  it("F3: a poll too many takes the place of the oldest, be it a stream or a poll, on whichever process", async () => {
    const oldest = [await connected(server(1), user), await poll(2)];
    const newer = [await poll(1), await poll(2), await poll(1), await connected(server(2), user)];
    await oldest[0]?.ended;
    expect(Reconnect.parse(oldest[0]?.frames.at(-1)?.data).reason).to.equal("connection_limit");
    newer.push(await poll(1));
    await oldest[1]?.ended;
    expect(waiting(newer)).to.have.lengthOf(5);
    await signal(server(1), user, "still here");
    for (const stream of newer) await arrives(stream, "still here");
    for (const stream of newer) stream.close();
  });
});
