import { PubSub } from "@google-cloud/pubsub";
import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { shardOf } from "../../src/realtime/bus/shard.js";
import { send } from "../support/api.js";
import { database } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { type Exit, type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { type SseClient, SseClient as Sse } from "../support/sse.js";
import { aUser, projectId, type TestUser } from "../support/users.js";
import { channelOf, connected, openStream, payloadsOf, range, signal } from "./signals.js";

const shards = 64;

describe("SIGTERM", function () {
  this.timeout(60_000);
  const pubsub = new PubSub({ projectId: projectId() });
  let server: ServerProcess;
  let user: TestUser;

  let stuckForEver: Promise<Exit>;

  const settings = {
    REALTIME_SHARDS: shards,
    REALTIME_STREAMS_PER_USER: 1000,
    REALTIME_QUEUE_BYTES: 50_000_000,
  };

  /** Takes seconds by itself: goes on beside the other tests. */
  before(() => {
    stuckForEver = stopWithStuckReader();
    stuckForEver.catch(() => undefined);
  });

  beforeEach(async () => {
    [server, user] = await Promise.all([startServer(settings), aUser()]);
  });

  async function stopWithStuckReader(): Promise<Exit> {
    const [own, reader] = await Promise.all([startServer(settings), aUser()]);
    const stuck = await connected(own, reader);
    stuck.pause();
    await fill(own, reader);
    const exit = await own.stop("SIGTERM");
    stuck.close();
    return exit;
  }

  /** More than the kernel's buffers hold. */
  async function fill(at: ServerProcess, reader: TestUser): Promise<void> {
    for (const _ of range(1, 20)) await signal(at, reader, ...range(1, 4).map(() => "x".repeat(60_000)));
  }

  afterEach(() => server.stop("SIGKILL"));
  after(() => pubsub.close());

  /** Names of the subscriptions to the shard of the user's channel. */
  async function subscriptions(): Promise<string[]> {
    const [all] = await pubsub.getSubscriptions();
    const prefix = `realtime-${shardOf(channelOf(user), shards)}-`;
    return all
      .flatMap(({ name }) => name.split("/subscriptions/")[1] ?? [])
      .filter((name) => name.startsWith(prefix));
  }

  const instanceOf = (subscription: string): string =>
    /^realtime-\d+-(.+)-\d+$/.exec(subscription)?.[1] ?? "none";

  it("sends every client away with a time of its own to come back, leaves nothing behind and exits with 0", async () => {
    const earlier = new Set(await subscriptions());
    const streams = await Promise.all(range(1, 100).map(() => connected(server, user)));
    const poll = await openStream(server, user, { query: "poll=1" });
    const [own, ...others] = (await subscriptions()).filter((name) => !earlier.has(name));
    expect(others).to.deep.equal([]);
    const instance = database().doc(`instances/${instanceOf(own ?? "")}`);
    await eventually(
      async () => (await instance.get()).exists,
      (exists) => exists,
    );

    const exit = await server.stop("SIGTERM");

    for (const stream of [...streams, poll]) await stream.ended;
    const ends = streams.map((stream) => Reconnect.parse(stream.frames.at(-1)?.data));
    expect(exit).to.deep.equal({ code: 0, signal: null });
    expect(new Set(ends.map(({ reason }) => reason))).to.deep.equal(new Set(["shutting_down"]));
    expect(streams.every(({ response }) => response.complete)).to.equal(true);
    expect(new Set(ends.map(({ retryMs }) => retryMs)).size).to.be.greaterThan(50);
    expect((await instance.get()).exists).to.equal(false);
    expect((await subscriptions()).filter((name) => name.includes(instance.id))).to.deep.equal([]);
  });

  it("takes nobody in any more while it waits for a reader that has stopped reading", async () => {
    const [stuck, reading] = await Promise.all([connected(server, user), connected(server, user)]);
    stuck.pause();
    await fill(server, user);
    await reading.until(() => reading.frames.length > 80);
    const stopped = server.stop("SIGTERM");
    await reading.ended;
    const late = await openStream(server, user);
    await late.ended;
    expect(late.frames.map(({ data }) => Reconnect.parse(data).reason)).to.deep.equal(["shutting_down"]);
    stuck.resume();
    await stuck.ended;
    expect(Reconnect.parse(stuck.frames.at(-1)?.data).reason).to.equal("shutting_down");
    expect(await stopped).to.deep.equal({ code: 0, signal: null });
  });

  it("finishes what was being written: each request under way is answered with 2xx, and is in the log", async () => {
    const other = await sharedServer("first");
    await signal(server, user, "warm");
    const asked = range(1, 30).map((n) => signal(server, user, n));
    // The first commit takes one of them; once that is answered, the server has read all and works on the others.
    await Promise.race(asked);
    const [exit] = await Promise.all([server.stop("SIGTERM"), ...asked]);
    const kept: SseClient = await openStream(other, user, { query: "history=50&poll=1" });
    await kept.ended;
    expect(exit).to.deep.equal({ code: 0, signal: null });
    expect(payloadsOf(kept.frames)).to.have.members(["warm", ...range(1, 30)]);
  });

  it("before the first stream it ends at once", async () => {
    expect(await server.stop("SIGTERM")).to.deep.equal({ code: 0, signal: null });
    const refused = await Sse.open(server.baseUrl).catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.equal("ECONNREFUSED");
    expect((await send(server.baseUrl, "GET", "/").catch(() => undefined))?.status).to.equal(undefined);
  });

  it("does not wait longer than 8 s for a reader that never reads on", async () => {
    expect(await stuckForEver).to.deep.equal({ code: 0, signal: null });
  });
});
