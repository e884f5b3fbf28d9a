import { expect } from "chai";
import { createTestRealtime } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";
const ignore = (): void => undefined;

describe("a connection", () => {
  it("is idle until something is subscribed to, and closed for good", async () => {
    const { realtime, clock, server } = createTestRealtime();
    expect(realtime.state).to.deep.equal({ type: "idle" });
    const states: string[] = [];
    realtime.onState(({ type }) => states.push(type));
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    realtime.close();
    realtime.connect();
    await clock.pass(100);
    expect(states).to.deep.equal(["connecting", "open", "closed"]);
    expect(server.open).to.equal(0);
  });

  it("is idle where all that is subscribed to is whatever else is: nothing is lost there", async () => {
    const { realtime, clock, page, server } = createTestRealtime();
    realtime.subscribe("*", ignore);
    await clock.pass(100);
    expect([realtime.uid, realtime.state]).to.deep.equal(["mia", { type: "idle" }]);
    page.setOnline(false);
    expect(realtime.state).to.deep.equal({ type: "suspended", reason: "offline" });
    page.setOnline(true);
    expect(realtime.state).to.deep.equal({ type: "idle" });
    const { unsubscribe } = realtime.subscribe("global", ignore);
    await clock.pass(100);
    expect([realtime.state.type, server.open]).to.deep.equal(["open", 1]);
    unsubscribe();
    expect(realtime.state).to.deep.equal({ type: "idle" });
  });

  it("is one stream for all subscriptions, and a second one from the 17th channel on", async () => {
    const { realtime, clock, server } = createTestRealtime();
    for (let n = 0; n < 16; n++) realtime.subscribe(`spaces/s${n}/chat`, ignore);
    await clock.pass(100);
    expect([server.open, server.requests.length]).to.deep.equal([1, 1]);
    realtime.subscribe("global", ignore);
    await clock.pass(100);
    expect([server.open, server.requests.length]).to.deep.equal([2, 2]);
  });

  it("takes more channels by a stream that replaces the one before, and misses nothing", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const seqs: unknown[] = [];
    realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
    await clock.pass(100);
    realtime.subscribe("global", ignore);
    server.publish(chat, typed);
    await clock.pass(100);
    server.publish(chat, typed);
    await clock.pass(100);
    expect(seqs).to.deep.equal([1, 2]);
    expect(server.open).to.equal(1);
    expect(server.requests.at(-1)?.url.searchParams.get("replaces")).to.match(/^c\d/);
  });

  it("ends after `maxAttempts`, and by the flag, and begins again by `connect`, and by the flag", async () => {
    const { realtime, clock, server } = createTestRealtime({ maxAttempts: 2, enabled: false });
    realtime.subscribe(chat, ignore);
    await clock.pass(1000);
    expect([realtime.state, server.requests.length]).to.deep.equal([
      { type: "suspended", reason: "disabled" },
      0,
    ]);
    server.down();
    realtime.setEnabled(true);
    await clock.pass(60_000);
    expect(realtime.state).to.deep.equal({ type: "suspended", reason: "attempts" });
    server.down(false);
    realtime.connect();
    await clock.pass(1000);
    expect(realtime.state.type).to.equal("open");
    realtime.setEnabled(false);
    expect([realtime.state.type, server.open]).to.deep.equal(["suspended", 0]);
  });

  it("pauses for up to what is asked for, the shortest of it, or what the server says where that is longer", async () => {
    const { realtime, clock, server } = createTestRealtime({}, { random: () => 0.999 });
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    const pauses = async () => {
      server.down();
      await clock.pass(1);
      const { state } = realtime;
      const ms = state.type === "reconnecting" ? state.retryAt - clock.now() : undefined;
      server.down(false);
      await clock.pass(60_000);
      return ms;
    };
    const found = [await pauses()];
    const ends = [realtime.pace(8000), realtime.pace(5000), realtime.pace(100)];
    for (const end of ends.toReversed()) {
      found.push(await pauses());
      end();
    }
    found.push(await pauses());
    expect(found.map((ms = 0) => Math.ceil(ms / 1000))).to.deep.equal([1, 1, 5, 8, 1]);
  });

  it("sends an event once, whatever it takes: tried again by the same key", async () => {
    const { realtime, clock, server } = createTestRealtime();
    server.refuse(503, { path: "/publish", times: 2 });
    const sent = realtime.send("users/mia", { type: "user:signal:sent", data: { topic: "t", payload: 1 } });
    await clock.pass(30_000);
    const { events } = await sent;
    expect(events).to.have.lengthOf(1);
    expect(new Set(server.requests.map(({ headers }) => headers.get("Idempotency-Key"))).size).to.equal(1);
    expect(server.log("users/mia").map(({ idempotencyKey }) => idempotencyKey)).to.deep.equal([
      server.requests[0]?.headers.get("Idempotency-Key"),
    ]);
  });

  it("is idle again where nothing is subscribed to any more before it is known who the user is", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const states: string[] = [];
    realtime.onState(({ type }) => states.push(type));
    realtime.subscribe(chat, ignore).unsubscribe();
    await clock.pass(1000);
    expect([realtime.state.type, states.at(-1), server.requests.length]).to.deep.equal(["idle", "idle", 0]);
    realtime.close();
  });

  it("tells each listener of states how it is then, also where one before it has changed that", async () => {
    const { realtime, clock } = createTestRealtime();
    const told: string[] = [];
    realtime.onState(({ type }) => {
      if (type === "connecting") realtime.disconnect();
    });
    realtime.onState(({ type }) => told.push(type));
    realtime.subscribe(chat, ignore);
    await clock.pass(1000);
    expect([realtime.state.type, told.at(-1)]).to.deep.equal(["suspended", "suspended"]);
    realtime.close();
  });
});
