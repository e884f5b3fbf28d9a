import { expect } from "chai";
import { Connected, Reset, WireEvent } from "@firecast/contract/core/events";
import { Follower } from "../support/follower.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { anInstance } from "../support/testInstance.js";
import type { SseClient } from "../support/sse.js";
import { aUser, type TestUser } from "../support/users.js";
import { aSpace, chatOf, join } from "./chat.js";
import {
  arrives,
  channelOf,
  connected,
  openStream,
  payloadsOf,
  range,
  signal,
  signalsOf,
} from "./signals.js";

/** What makes an answer a long poll: the wish, or Firebase Hosting on the way. */
const ways = [
  { title: "?poll=1", query: "poll=1", headers: {} },
  { title: "X-Forwarded-Host", query: "", headers: { "X-Forwarded-Host": "app.example" } },
];

describe("long poll", function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let user: TestUser;

  /** Its polls wait for what the tests do, however long this machine takes for it. */
  const own = anInstance();
  const patient = () => ({ baseUrl: own().url });

  before(async () => {
    server = await sharedServer("first");
  });

  beforeEach(async () => {
    user = await aUser();
  });

  for (const { title, query, headers } of ways) {
    describe(`by ${title}`, () => {
      const poll = async (lastEventId?: string): Promise<SseClient> => {
        const authorization = { Authorization: `Bearer ${user.idToken}` };
        const stream = await openStream(server, user, {
          query,
          lastEventId,
          headers: { ...authorization, ...headers },
        });
        await stream.ended;
        expect(stream.response.complete, "ends by itself").to.equal(true);
        return stream;
      };

      it("has the same frames and ids as the stream", async () => {
        const stream = await connected(server, user);
        const polled: SseClient["frames"] = [];
        let cursor = stream.lastEventId;
        const numbers = range(1, 8);
        for (const n of numbers) {
          await signal(server, user, n, { and: n });
          while (payloadsOf(polled).length < 2 * n) {
            const answer = await poll(cursor);
            cursor = answer.lastEventId;
            polled.push(...answer.named("user:signal:sent"));
          }
        }
        await stream.until(() => payloadsOf(stream.frames).length === 2 * numbers.length);
        stream.close();
        expect(polled).to.deep.equal(stream.named("user:signal:sent"));
      });

      it("ends with the first batch, and asks to come back at once", async () => {
        await signal(server, user, 1);
        const seen = await poll((await poll()).lastEventId);
        const stream = await connected(patient(), user, {
          query,
          lastEventId: seen.lastEventId,
          headers: { Authorization: `Bearer ${user.idToken}`, ...headers },
        });
        await signal(patient(), user, 2, 3);
        await signal(patient(), user, 4);
        await stream.ended;
        expect(payloadsOf(stream.frames)).to.deep.equal([2, 3]);
        expect(stream.retryMs).to.equal(50);
        expect(stream.lastEventId).to.equal(stream.frames.at(-1)?.id);
      });

      it("ends without an event after REALTIME_POLL_MS, in good order and resumable", async () => {
        const empty = await poll();
        expect(empty.frames.map(({ event }) => event)).to.deep.equal(["connected"]);
        await signal(server, user, 1);
        expect(payloadsOf((await poll(empty.lastEventId)).frames)).to.deep.equal([1]);
      });

      it("polls one after the other lose and double nothing while events flow", async () => {
        const { lastEventId } = await poll();
        const follower = new Follower({
          url: () => `${server.baseUrl}/sse/stream?channels=${channelOf(user)}&${query}`,
          token: user.idToken,
          cursor: lastEventId,
          headers,
        });
        try {
          for (const n of range(1, 30)) {
            await signal(server, user, n);
            await follower.until(() => n - follower.events.length < 25);
          }
          await follower.until(() => follower.events.length >= 30);
        } finally {
          await follower.stop();
        }
        expect(signalsSeen(follower)).to.deep.equal(range(1, 30));
        expect(follower.resets).to.deep.equal([]);
        expect(follower.connections).to.be.greaterThan(1);
      });
    });
  }

  it("?poll=0 asks for a stream also through a proxy that is known not to buffer", async () => {
    const stream = await connected(server, user, {
      query: "poll=0",
      headers: { Authorization: `Bearer ${user.idToken}`, "X-Forwarded-Host": "app.example" },
    });
    await signal(server, user, 1);
    await arrives(stream, 1);
    await signal(server, user, 2);
    await arrives(stream, 2);
    stream.close();
  });

  it("brings a reset of every channel that has one, as a stream does", async () => {
    const query = `channels=${channelOf(user)},global&poll=1&cursor=AAAA1`;
    const stream = await openStream(server, user, { query });
    await stream.ended;
    const { channels } = Connected.parse(stream.frames[0]?.data);
    expect(channels.map(({ start }) => start)).to.deep.equal(["reset", "reset"]);
    const resets = stream.named("reset").map(({ data }) => Reset.parse(data).channel);
    expect(resets).to.deep.equal([channelOf(user), "global"]);
  });

  it("several channels share an answer without losing one another's events", async () => {
    const operator = await aUser({ operator: true });
    const query = `channels=${channelOf(operator)},global`;
    const begin = await connected(server, operator, { query });
    begin.close();
    await signal(server, operator, 1, 2);
    const follower = new Follower({
      url: () => `${server.baseUrl}/sse/stream?${query}&poll=1`,
      token: operator.idToken,
      cursor: begin.lastEventId,
    });
    await follower.until(() => follower.events.filter(({ channel }) => channel !== "global").length >= 2);
    await follower.stop();
    expect(signalsSeen(follower)).to.deep.equal([1, 2]);
    expect(follower.resets).to.deep.equal([]);
  });

  it("L6: does not end with the news that its own user has come", async () => {
    const spaceId = await aSpace(patient(), user);
    const query = `channels=${chatOf(spaceId)}&poll=1`;
    const begin = await openStream(server, user, { query: `${query}&history=10` });
    await begin.ended;
    const poll = await connected(patient(), user, { query, lastEventId: begin.lastEventId });
    const other = await aUser();
    await join(patient(), spaceId, other);
    const visiting = await connected(patient(), other, { query: `channels=${chatOf(spaceId)}` });
    await poll.ended;
    visiting.close();
    const told = poll.named("presence:joined").map(({ data }) => WireEvent.parse(data).data);
    expect(told).to.deep.equal([{ uid: other.uid }]);
  });
});

const signalsSeen = ({ events }: Follower): unknown[] =>
  signalsOf(events.map((data) => ({ event: data.type, id: undefined, data }))).map(
    ({ data }) => data.payload,
  );
