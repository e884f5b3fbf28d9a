import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { Reconnect } from "@firecast/contract/core/events";
import { Health } from "@firecast/contract/operations";
import { send } from "../support/api.js";
import { eventually } from "../support/eventually.js";
import { Follower } from "../support/follower.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { channelOf, connected, range, seqsOf, signal } from "./signals.js";

const slowReaders = 24;
const sixtyKilobytes = "x".repeat(60_000);

/** Clients that stop reading, beside one that reads. What the kernel buffers for each is some megabytes. */
describe("slow readers", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;
  let slow: SseClient[];
  let reader: Follower;
  let published = 0;
  let grownMegabytes = 0;
  let idleSockets = 0;

  before(async () => {
    server = await startServer({ REALTIME_QUEUE_BYTES: 200_000, REALTIME_STREAMS_PER_USER: 100 });
    user = await aUser();
    idleSockets = socketsOf(server);
    // Two channels: their bytes are made for each stream, not shared.
    const query = `channels=${channelOf(user)},global`;
    slow = await Promise.all(range(1, slowReaders).map(() => connected(server, user, { query })));
    for (const stream of slow) stream.pause();
    reader = new Follower({ url: () => `${server.baseUrl}/sse/stream?${query}`, token: user.idToken });
    await reader.until(() => reader.cursor !== undefined);
    await signal(server, user, "before");
    const before = megabytesOf(server);
    for (published = 1; published < 120 && (await streamsOpen()) > 1; published += 4) {
      await signal(server, user, ...range(1, 4).map(() => sixtyKilobytes));
    }
    await eventually(streamsOpen, (count) => count <= 1);
    grownMegabytes = megabytesOf(server) - before;
  });

  after(async () => {
    for (const stream of slow) stream.close();
    await reader.stop();
    await server.stop();
  });

  const streamsOpen = async (): Promise<number> =>
    Health.parse((await send(server.baseUrl, "GET", "/realtime/health")).json()).streams;

  it("are sent away before they cost memory", () => {
    expect(grownMegabytes).to.be.lessThan(200);
  });

  it("do not delay whoever reads", async () => {
    // Other suites publish to `global`, too.
    const seqs = (): number[] =>
      reader.events.flatMap(({ channel, seq }) => (channel === channelOf(user) ? (seq ?? []) : []));
    await reader.until(() => seqs().length >= published);
    expect(seqs()).to.deep.equal(range(1, published));
    expect(reader.resets).to.deep.equal([]);
  });

  it("that read on get what was sent, a reconnect `slow_reader`, and with their cursor the rest", async () => {
    const [late] = slow;
    if (!late) throw new Error("no slow reader");
    late.resume();
    await late.ended;
    expect(Reconnect.parse(late.frames.at(-1)?.data).reason).to.equal("slow_reader");
    const seen = seqsOf(late.frames);
    expect(seen).to.deep.equal(range(1, seen.length));
    expect(seen.length).to.be.lessThan(published);
    const next = new Follower({
      url: () => `${server.baseUrl}/sse/stream?channels=${channelOf(user)},global`,
      token: user.idToken,
      cursor: late.lastEventId,
    });
    await next.until(() => next.events.some(({ seq, channel }) => channel !== "global" && seq === published));
    await next.stop();
    const rest = next.events.filter(({ channel }) => channel !== "global").map(({ seq }) => seq);
    expect([...seen, ...rest]).to.deep.equal(range(1, published));
    expect(next.resets).to.deep.equal([]);
  });

  it("that never read again are cut off: their sockets are closed", async () => {
    // The reader's own, and what the server holds towards its emulators.
    await eventually(
      () => socketsOf(server) - idleSockets,
      (count) => count < slowReaders / 2,
    );
  });
});

function megabytesOf({ pid }: ServerProcess): number {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1000;
}

const socketsOf = ({ pid }: ServerProcess): number => readdirSync(`/proc/${pid}/fd`).length;
