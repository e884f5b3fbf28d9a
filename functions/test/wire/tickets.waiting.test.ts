import { expect } from "chai";
import { EventSource } from "eventsource";
import { Reconnect } from "@firecast/contract/core/events";
import { Ticket } from "@firecast/contract/realtime";
import { send } from "../support/api.js";
import { balancer } from "../support/balancer.js";
import { callerOf } from "../support/caller.js";
import { eventually } from "../support/eventually.js";
import { type ServerProcess, startServer } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { aSpace } from "./chat.js";
import { expectProblem } from "./problems.js";
import { arrives, channelOf, connected, openStream, payloadsOf, range, signal } from "./signals.js";

const portOf = ({ baseUrl }: ServerProcess): number => Number(new URL(baseUrl).port);

describe("a stream that a ticket opened", function () {
  this.timeout(120_000);
  let first: ServerProcess;
  let second: ServerProcess;
  let user: TestUser;

  before(async () => {
    [first, second] = await Promise.all([sharedServer("first"), sharedServer("second")]);
  });
  beforeEach(async () => {
    user = await aUser();
  });

  const buy = async (): Promise<string> => {
    const answer = await callerOf(first.baseUrl, user).post("/realtime/tickets");
    return Ticket.parse(answer.body).ticket;
  };

  const open = async (
    server: ServerProcess,
    ticket: string,
    { lastEventId, query = "" }: { lastEventId?: string | undefined; query?: string } = {},
  ): Promise<SseClient> =>
    SseClient.open(`${server.baseUrl}/sse/stream?channels=${channelOf(user)}&ticket=${ticket}&${query}`, {
      lastEventId,
    });

  const begun = (stream: SseClient) => stream.waitFor(({ event }) => event === "connected");

  it("M5: opens again by its own id, at any server, as often as it has to, and misses nothing", async () => {
    const ticket = await buy();
    let stream = await open(first, ticket);
    await begun(stream);
    const seen: unknown[] = [];
    for (const n of range(1, 6)) {
      stream.close();
      await stream.ended;
      await signal(first, user, n);
      const { lastEventId } = stream;
      stream = await open(
        n % 2 ? second : first,
        ticket,
        n < 4 ? { lastEventId } : { query: `cursor=${lastEventId}` },
      );
      await arrives(stream, n);
      seen.push(...payloadsOf(stream.frames));
    }
    stream.close();
    expect(seen).to.deep.equal(range(1, 6));
  });

  it("M5: does not open again by the URL alone, nor by ids that are not its own", async () => {
    const ticket = await buy();
    const stream = await open(first, ticket);
    await begun(stream);
    const [plain, other] = [await connected(first, user), await open(first, await buy())];
    await begun(other);
    const own = stream.lastEventId ?? "";
    const guess = `${own.slice(0, 19)}${own[19] === "A" ? "B" : "A"}${own.slice(20)}`;
    const brought = [undefined, plain.lastEventId, other.lastEventId, guess, own.slice(21), own.slice(0, 19)];
    const tried = await Promise.all(brought.map((lastEventId) => open(second, ticket, { lastEventId })));
    expect(tried.map(({ status }) => status)).to.deep.equal(brought.map(() => 401));
    for (const one of [stream, plain, other]) one.close();
  });

  it("M5: ends when it is opened a second time", async () => {
    const ticket = await buy();
    const older = await open(first, ticket);
    await begun(older);
    const newer = await open(second, ticket, { lastEventId: older.lastEventId });
    await begun(newer);
    await older.ended;
    expect(Reconnect.parse(older.frames.at(-1)?.data).reason).to.equal("connection_limit");
    await signal(first, user, "for one of them");
    await arrives(newer, "for one of them");
    newer.close();
    expect(older.raw).not.to.include("for one of them");
  });

  it("M5: is a long poll after the other through what buffers", async () => {
    const ticket = await buy();
    let poll = await open(first, ticket, { query: "poll=1" });
    const seen: unknown[] = [];
    for (const n of range(1, 4)) {
      await poll.ended;
      await signal(first, user, n);
      poll = await open(n % 2 ? second : first, ticket, { query: "poll=1", lastEventId: poll.lastEventId });
      await poll.ended;
      expect(poll.status).to.equal(200);
      seen.push(...payloadsOf(poll.frames));
    }
    expect(seen).to.deep.equal(range(1, 4));
  });

  it("M5: has ids of at most 128 characters for 13 channels, and no more channels than that", async () => {
    const spaces = await Promise.all(range(1, 4).map(() => aSpace(first, user)));
    const all = [
      ...[channelOf(user), `users/${user.uid}/notifications`, "global"],
      ...spaces.flatMap((id) => [`spaces/${id}/chat`, `spaces/${id}/members`, `spaces/${id}/reads`]),
    ];
    const path = (count: number, ticket: string) =>
      `/sse/stream?channels=${all.slice(0, count).join(",")}&ticket=${ticket}`;
    const ticket = await buy();
    const refused = await send(first.baseUrl, "GET", path(14, ticket));
    expectProblem(refused, 400, "invalid-request");
    expect(refused.text).to.include("1 to 13 channels when a ticket opens it");
    const stream = await SseClient.open(`${first.baseUrl}${path(13, ticket)}`);
    await begun(stream);
    stream.close();
    expect(stream.lastEventId)
      .to.match(/^[\w-]{20}(\.[\w-]{5,12})+$/)
      .and.to.have.lengthOf.at.most(128);
    const plain = await openStream(first, user, { query: `channels=${all.slice(0, 15).join(",")}` });
    plain.close();
    expect(plain.status).to.equal(200);
  });

  it("M5: takes nothing from its ticket before there is a place and a right for it", async () => {
    const full = await startServer({ REALTIME_STREAMS_PER_INSTANCE: 1 });
    const there = await connected(full, user);
    const ticket = await buy();
    const head = await send(
      first.baseUrl,
      "HEAD",
      `/sse/stream?channels=${channelOf(user)}&ticket=${ticket}`,
    );
    const strange = await send(first.baseUrl, "GET", `/sse/stream?channels=users/x&ticket=${ticket}`);
    const overloaded = await open(full, ticket);
    await overloaded.ended;
    expect([head.status, strange.status, overloaded.status]).to.deep.equal([200, 404, 200]);
    expect(Reconnect.parse(overloaded.frames[0]?.data).reason).to.equal("overloaded");
    const stream = await open(first, ticket);
    await begun(stream);
    const again = await open(full, ticket, { lastEventId: stream.lastEventId });
    await again.ended;
    expect([again.status, again.lastEventId]).to.deep.equal([200, undefined]);
    for (const one of [there, stream]) one.close();
    await full.stop();
  });

  it("M5: is what the browser's EventSource needs: by one URL it outlives lifetimes, cuts and drains, exactly once", async () => {
    const settings = { REALTIME_PING_MS: 300, REALTIME_STREAM_LIFETIME_MS: 2500 };
    const servers = await Promise.all([startServer(settings), startServer(settings)]);
    let turn = 0;
    let running: ServerProcess[] = servers;
    const proxy = await balancer(() => portOf(running[turn++ % running.length] ?? first));
    const source = new EventSource(
      `${proxy.url}/sse/stream?channels=${channelOf(user)}&ticket=${await buy()}`,
    );
    const seen: unknown[] = [];
    let opened = 0;
    source.addEventListener("connected", () => opened++);
    source.addEventListener("user:signal:sent", ({ data }: { data: string }) => {
      seen.push(...payloadsOf([{ event: "user:signal:sent", id: undefined, data: JSON.parse(data) }]));
    });
    const until = (count: number) =>
      eventually(
        () => ({ opened, state: source.readyState }),
        ({ opened: times, state }) => times >= count || state === source.CLOSED,
      );
    try {
      await until(1);
      for (const n of range(1, 40)) {
        if (n === 10 || n === 20) proxy.cut();
        if (n === 30) {
          running = servers.slice(0, 1);
          await servers[1]?.stop("SIGTERM");
        }
        await signal(first, user, n);
        await until(Math.min(6, 1 + Math.floor(n / 5)));
      }
      await eventually(
        () => seen.length,
        (count) => count >= 40,
        20_000,
      );
      expect(source.readyState).not.to.equal(source.CLOSED);
      expect(seen).to.deep.equal(range(1, 40));
    } finally {
      source.close();
      await proxy.close();
      for (const server of servers) await server.stop();
    }
  });
});
