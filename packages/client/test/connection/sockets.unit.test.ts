import { expect } from "chai";
import { createTestRealtime, testToken } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** A client that wants sockets, and the `seq`s that it has heard in the chat. */
async function onSockets(options = {}) {
  const test = createTestRealtime({ type: "websocket", ...options });
  const seqs: unknown[] = [];
  test.realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
  await test.clock.pass(100);
  const publish = async (): Promise<void> => {
    test.server.publish(chat, typed);
    await test.clock.pass(100);
  };
  const streams = (): number =>
    test.server.requests.filter(({ url }) => url.pathname.endsWith("/stream")).length;
  return { ...test, seqs, publish, streams };
}

describe("a connection by a socket", () => {
  it("brings what streams bring, and is no request of a stream", async () => {
    const { realtime, server, publish, seqs, streams } = await onSockets();
    await publish();
    await publish();
    expect([realtime.state, seqs, server.open, streams()]).to.deep.equal([{ type: "open" }, [1, 2], 1, 0]);
  });

  it("takes events: `send` is no request of its own, and once more one where the socket breaks", async () => {
    const { realtime, server, clock, seqs, publish } = await onSockets();
    const event = { type: "user:signal:sent", data: { topic: "t", payload: 1 } } as const;
    const sent = await realtime.send("users/mia", event, { idempotencyKey: "k1" });
    expect([sent.events[0]?.seq, server.requests.length]).to.deep.equal([1, 0]);
    server.freeze();
    const lost = realtime.send("users/mia", event, { idempotencyKey: "k2" });
    server.freeze(false);
    server.cut();
    await clock.pass(20_000);
    await lost;
    await publish();
    expect(server.log("users/mia").map(({ idempotencyKey }) => idempotencyKey)).to.include("k2");
    expect(seqs).to.deep.equal([1]);
  });

  it("comes back with its cursor, and goes on as a stream with the same one where no socket gets through", async () => {
    const { realtime, server, clock, publish, seqs, streams } = await onSockets();
    await publish();
    server.cut();
    server.publish(chat, typed);
    await clock.pass(2000);
    expect([seqs, streams()]).to.deep.equal([[1, 2], 0]);
    server.noSockets();
    server.cut();
    server.publish(chat, typed);
    await clock.pass(2000);
    expect([realtime.state, seqs, streams()]).to.deep.equal([{ type: "open" }, [1, 2, 3], 1]);
  });

  it("is a socket again once one gets through, without a gap", async () => {
    const { realtime, server, clock, publish, seqs } = await onSockets();
    server.noSockets();
    server.cut();
    await clock.pass(2000);
    const states: string[] = [];
    realtime.onState(({ type }) => void states.push(type));
    server.noSockets(false);
    for (let n = 0; n < 40; n++) {
      await publish();
      await clock.pass(1000);
    }
    expect([seqs, states, server.open]).to.deep.equal([upTo(40), [], 1]);
    const before = server.requests.length;
    await realtime.send("users/mia", { type: "user:signal:sent", data: { topic: "t", payload: 1 } });
    expect(server.requests.length).to.equal(before);
  });

  it("is a stream where a socket says nothing for 4 s", async () => {
    const { realtime, server, clock } = createTestRealtime({ type: "websocket" });
    server.freeze();
    realtime.subscribe(chat, () => undefined);
    await clock.pass(3900);
    server.freeze(false);
    await clock.pass(1000);
    expect(realtime.state).to.deep.equal({ type: "open" });
    expect(server.requests.map(({ url }) => url.pathname)).to.deep.equal(["/api/sse/stream"]);
  });

  it("is tried at once where somebody asks for it, or the network is another one", async () => {
    const { realtime, server, clock, page } = await onSockets();
    const requestsOf = async (): Promise<number> => {
      const before = server.requests.length;
      await realtime.send("users/mia", { type: "user:signal:sent", data: { topic: "t", payload: 1 } });
      return server.requests.length - before;
    };
    for (const ask of [() => realtime.connect(), () => (page.setOnline(false), page.setOnline(true))]) {
      server.noSockets();
      server.cut();
      await clock.pass(2000);
      expect(await requestsOf()).to.equal(1);
      server.noSockets(false);
      ask();
      await clock.pass(1000);
      expect(await requestsOf()).to.equal(0);
    }
  });

  it("renews its token by a socket that takes its place, and is told of a channel that it may not read", async () => {
    let now = (): number => 0;
    const { realtime, server, clock, seqs, publish } = await onSockets({
      getToken: () => testToken("mia", (now() || Date.UTC(2030, 0, 1)) + 30_000),
    });
    now = clock.now;
    const states: string[] = [];
    const ended: unknown[] = [];
    realtime.onState(({ type }) => void states.push(type));
    for (let n = 0; n < 60; n++) {
      await publish();
      await clock.pass(900);
    }
    expect([seqs, states, server.open]).to.deep.equal([upTo(60), [], 1]);
    server.hide("global");
    realtime.subscribe("global", () => undefined, { onEnd: ({ channel }) => ended.push(channel) });
    await clock.pass(3000);
    await publish();
    expect([ended, seqs.at(-1), realtime.state.type]).to.deep.equal([["global"], 61, "open"]);
  });
});
