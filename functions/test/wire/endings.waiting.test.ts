import { expect } from "chai";
import { Ping, Reconnect } from "@firecast/contract/core/events";
import { readSettings } from "../../src/platform/params.js";
import { Follower } from "../support/follower.js";
import type { ServerProcess } from "../support/serverProcess.js";
import { sharedServer } from "../support/servers.js";
import { anInstance, startInstance } from "../support/testInstance.js";
import type { SseClient } from "../support/sse.js";
import { aToken, aUser, type TestUser } from "../support/users.js";
import { aSpace, chatOf } from "./chat.js";
import { arrives, channelOf, connected, openStream, range, seqsOf, signal } from "./signals.js";

/** A stream ends itself, resumably, before a limit would cut it. */
describe("the end of a stream", function () {
  this.timeout(60_000);
  let usual: ServerProcess;
  let hasty: ServerProcess;
  let user: TestUser;
  /** Its streams end by their bytes, or by nothing, however long this machine takes for them. */
  const own = anInstance({
    settings: { ...readSettings(), rateFactor: 1000, streamBytes: 30_000, pingMs: 400 },
  });
  const frugal = () => ({ baseUrl: own().url });

  before(async () => {
    [usual, hasty] = await Promise.all([sharedServer("first"), sharedServer("hasty")]);
  });

  beforeEach(async () => {
    user = await aUser();
  });

  const endOf = async (stream: SseClient) => {
    await stream.ended;
    expect(stream.response.complete, "was not cut off").to.equal(true);
    return Reconnect.parse(stream.frames.at(-1)?.data);
  };

  describe("by bytes", () => {
    const kilobytes = (n: number, from: number): string[] =>
      range(from, from + 9).map((index) => `${index} `.padEnd(n * 1000, "x"));

    it("comes when the budget is spent; streams one after the other bring every event once", async () => {
      const follower = new Follower({
        url: () => `${own().url}/sse/stream?channels=${channelOf(user)}`,
        token: user.idToken,
      });
      await follower.until(() => follower.cursor !== undefined);
      for (const from of [1, 11, 21, 31]) {
        await signal(frugal(), user, ...kilobytes(3, from));
        await follower.until(() => follower.events.length >= from + 9);
      }
      await follower.stop();
      expect(follower.events.map(({ seq }) => seq)).to.deep.equal(range(1, 40));
      expect(follower.resets).to.deep.equal([]);
      expect(follower.reasons.filter((reason) => reason === "byte_budget").length).to.be.at.least(3);
    });

    for (const { title, letter, alone } of [
      { title: "a replay that is larger than the budget", letter: "x", alone: true },
      {
        title: "a replay into a stream of two channels, in letters of three bytes",
        letter: "€",
        alone: false,
      },
    ]) {
      it(`comes also within ${title}`, async () => {
        for (const from of [1, 11, 21]) {
          await signal(frugal(), user, ...kilobytes(3, from).map((text) => text.replaceAll("x", letter)));
        }
        const others = alone ? [] : [chatOf(await aSpace(frugal(), user))];
        const query = `channels=${[channelOf(user), ...others].join(",")}`;
        const stream = await openStream(frugal(), user, { query: `${query}&history=50` });
        expect((await endOf(stream)).reason).to.equal("byte_budget");
        expect(stream.bytes).to.be.within(20_000, 42_000);
        const rest = await openStream(frugal(), user, {
          query: `${query}&poll=1`,
          lastEventId: stream.lastEventId,
        });
        await rest.ended;
        expect(seqsOf([...stream.frames, ...rest.frames])).to.deep.equal(range(1, 30));
      });
    }
  });

  it("by lifetime: streams opened together end with `lifetime`, each at its own time", async () => {
    const users = await Promise.all(range(1, 12).map(() => aUser()));
    const streams = await Promise.all(users.map((one) => connected(hasty, one)));
    const ends = await Promise.all(
      streams.map(async (stream) => ({ ...(await endOf(stream)), at: Date.now() })),
    );
    expect(ends.map(({ reason }) => reason)).to.deep.equal(users.map(() => "lifetime"));
    expect(new Set(ends.map(({ at }) => Math.round(at / 20))).size).to.be.greaterThan(3);
    expect(new Set(ends.map(({ retryMs }) => retryMs)).size).to.be.greaterThan(3);
    streams.forEach((stream, index) => expect(stream.retryMs).to.equal(ends[index]?.retryMs));
  });

  it("by idleness, where that is set: it is resumed, and the next event comes", async () => {
    const settings = { ...readSettings(), pingMs: 100, streamIdleMs: 300 };
    const patient = await startInstance({ settings });
    const follower = new Follower({
      url: () => `${patient.url}/sse/stream?channels=${channelOf(user)}`,
      token: user.idToken,
    });
    const say = (payload: number) =>
      patient.as(user).post("/realtime/publish", {
        channel: channelOf(user),
        type: "user:signal:sent",
        data: { topic: "t", payload },
      });
    await follower.until(() => follower.cursor !== undefined);
    await say(1);
    await follower.until(() => follower.reasons.length >= 2);
    await say(2);
    await follower.until(() => follower.events.length >= 2);
    await follower.stop();
    expect(follower.events.map(({ seq }) => seq)).to.deep.equal([1, 2]);
    expect(new Set(follower.reasons)).to.deep.equal(new Set(["idle"]));
    await patient.close();
  });

  describe("by the end of its token", () => {
    const tokenFor = (seconds: number) => {
      const exp = Math.floor(Date.now() / 1000) + seconds;
      return { exp, token: aToken(user.uid, { exp }) };
    };

    it("comes before that, as `token_expiring`", async () => {
      const { exp, token } = tokenFor(15);
      const stream = await connected(usual, user, { token });
      await signal(usual, user, "while it is good");
      await arrives(stream, "while it is good");
      expect((await endOf(stream)).reason).to.equal("token_expiring");
      expect(Date.now()).to.be.lessThan(exp * 1000);
    });

    it("comes at once where little is left: an event stream all the same, since EventSource gives up on others", async () => {
      const { token } = tokenFor(3);
      const stream = await openStream(usual, user, { token });
      expect((await endOf(stream)).reason).to.equal("token_expiring");
      expect(stream.response.headers["content-type"]).to.equal("text/event-stream");
    });

    it("and then the same token is refused", async () => {
      const { token } = tokenFor(-1);
      expect((await openStream(usual, user, { token })).status).to.equal(401);
    });
  });

  it("until then, pings carry the heads of all its channels and move no cursor", async () => {
    const stream = await connected(frugal(), user);
    await signal(frugal(), user, 1, 2, 3);
    await arrives(stream, 3);
    const heads = { [channelOf(user)]: 3 };
    const { id, data } = await stream.waitFor(
      ({ event, data }) => event === "ping" && Ping.parse(data).heads[channelOf(user)] === 3,
    );
    stream.close();
    const ping = Ping.parse(data);
    expect({ id, ping }).to.deep.equal({ id: undefined, ping: { at: ping.at, heads } });
    expect(stream.raw).to.include(`\n\nevent: ping\ndata: ${JSON.stringify({ at: ping.at, heads })}\n\n`);
  });
});
