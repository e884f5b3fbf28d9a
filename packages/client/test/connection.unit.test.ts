import { expect } from "chai";
import { capAfter, pauseAfter, retryAfterMs } from "../src/connection/backoff.js";
import { createTestRealtime, testToken } from "../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";
const ignore = (): void => undefined;

describe("a pause before the next attempt", () => {
  it("is anything up to 1, 2, 4 … 30 s, and no less than the server asks for", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((failures) => capAfter(failures))).to.deep.equal([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(pauseAfter(2, () => 0)).to.equal(0);
    expect(pauseAfter(2, () => 0.999)).to.equal(3996);
    expect(pauseAfter(2, () => 0, { leastMs: 7000 })).to.equal(7000);
  });

  it("is read from Retry-After, in seconds or as a date", () => {
    expect(retryAfterMs("3", 0)).to.equal(3000);
    expect(retryAfterMs("Thu, 01 Jan 1970 00:00:09 GMT", 4000)).to.equal(5000);
    expect([retryAfterMs(null, 0), retryAfterMs("soon", 0)]).to.deep.equal([undefined, undefined]);
  });
});

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

  it("waits as the server says: retry-after, and what `reconnect` names", async () => {
    const { realtime, clock, server } = createTestRealtime({}, { random: () => 0 });
    server.refuse(429, { headers: { "Retry-After": "7" } });
    realtime.subscribe(chat, ignore);
    await clock.pass(6900);
    expect(server.requests.length).to.equal(1);
    await clock.pass(200);
    expect(realtime.state.type).to.equal("open");
    server.end("lifetime", 3000);
    await clock.pass(2900);
    expect(server.requests.length).to.equal(2);
    await clock.pass(200);
    expect(realtime.state.type).to.equal("open");
  });

  it("forces one token after a 401, and then rests until somebody acts, never without a token", async () => {
    const asked: boolean[] = [];
    const { realtime, clock, server } = createTestRealtime({
      getToken: ({ force }) => {
        asked.push(force);
        return testToken("mia", Date.UTC(2031, 0, 1));
      },
    });
    server.refuse(401, { times: 2 });
    realtime.subscribe(chat, ignore);
    await clock.pass(60_000);
    expect(realtime.state).to.deep.equal({ type: "suspended", reason: "auth" });
    expect(server.requests.map(({ headers }) => headers.has("Authorization"))).to.deep.equal([true, true]);
    expect(asked.filter(Boolean)).to.have.lengthOf(1);
    realtime.connect();
    await clock.pass(1000);
    expect(realtime.state.type).to.equal("open");
  });

  it("ends the subscription to what cannot be read, with the problem, and goes on with the rest", async () => {
    const { realtime, clock, server } = createTestRealtime();
    server.hide("spaces/secret/chat");
    const ended: unknown[] = [];
    realtime.subscribe("spaces/secret/chat", ignore, {
      onEnd: ({ code, channel, problem }) => ended.push([code, channel, problem?.status]),
    });
    realtime.subscribe(chat, ignore);
    realtime.subscribe("global", ignore, {
      onEnd: ({ channel, problem }) => ended.push([channel, problem?.status]),
    });
    await clock.pass(1000);
    expect(realtime.state.type).to.equal("open");
    server.hide("global");
    await clock.pass(1000);
    expect(ended).to.deep.equal([
      ["refused", "spaces/secret/chat", 404],
      ["global", 403],
    ]);
    expect(realtime.state.type).to.equal("open");
  });

  it("finds out which channel is refused where the server does not say", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const ended: unknown[] = [];
    for (const name of [chat, "global", "analytics"] as const)
      realtime.subscribe(name, ignore, { onEnd: ({ channel }) => ended.push(channel) });
    server.refuse(404, { path: "/stream" });
    server.refuse(404, { path: "/history" });
    await clock.pass(5000);
    expect(ended).to.deep.equal([chat]);
    expect(realtime.state.type).to.equal("open");
  });

  it("takes a refused cursor as a reset", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const starts: unknown[] = [];
    realtime.subscribe(chat, ignore, { onStart: ({ start }) => starts.push(start) });
    await clock.pass(100);
    server.publish(chat, typed);
    await clock.pass(100);
    const errors = [{ in: "query", pointer: "/cursor", detail: "is not a cursor of this service" }];
    server.refuse(400, { path: "/stream", problem: { type: "x", title: "x", status: 400, errors } });
    server.refuse(400, { path: "/history" });
    server.cut();
    server.publish(chat, typed);
    await clock.pass(10_000);
    expect(starts).to.deep.equal(["live", "reset"]);
    expect(realtime.state.type).to.equal("open");
  });

  it("rests after `connection_limit` until somebody looks at the page", async () => {
    const { realtime, clock, server, page } = createTestRealtime();
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    server.end("connection_limit", 3_600_000);
    await clock.pass(3_700_000);
    expect(realtime.state).to.deep.equal({ type: "suspended", reason: "elsewhere" });
    page.hide();
    page.show();
    await clock.pass(1000);
    expect(realtime.state.type).to.equal("open");
  });

  it("is given up when two pings and a half stay out, and comes back", async () => {
    const { realtime, clock, server } = createTestRealtime({}, { pingMs: 1000 });
    realtime.subscribe(chat, ignore);
    await clock.pass(5000);
    expect(server.requests.length).to.equal(1);
    server.freeze();
    await clock.pass(1000);
    server.freeze(false);
    await clock.pass(4000);
    expect(realtime.state.type).to.equal("open");
    server.freeze();
    await clock.pass(2600);
    expect(realtime.state.type).to.not.equal("open");
    server.freeze(false);
    await clock.pass(60_000);
    expect(realtime.state.type).to.be.oneOf(["open", "degraded"]);
    expect(realtime.monitor().reconnects["silence"]).to.equal(1);
  });

  it("is tried at once when the network is back or the page is looked at", async () => {
    const { realtime, clock, server, page } = createTestRealtime({}, { random: () => 0.99 });
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    page.setOnline(false);
    server.down();
    expect(realtime.state).to.deep.equal({ type: "suspended", reason: "offline" });
    server.down(false);
    page.setOnline(true);
    await clock.pass(600);
    expect(realtime.state.type).to.equal("open");
    server.refuse(503, { path: "/stream" });
    server.cut();
    await clock.pass(2000);
    expect(realtime.state.type).to.equal("reconnecting");
    page.show();
    await clock.pass(600);
    expect(realtime.state.type).to.equal("open");
  });

  it("lets go of the stream five minutes after the page was hidden, and resumes exactly when it is looked at", async () => {
    const { realtime, clock, server, page } = createTestRealtime();
    const seqs: unknown[] = [];
    realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
    await clock.pass(100);
    page.hide();
    await clock.pass(299_000);
    expect(server.open).to.equal(1);
    await clock.pass(2000);
    expect(server.open).to.equal(0);
    expect(realtime.state).to.deep.equal({ type: "suspended", reason: "hidden" });
    server.publish(chat, typed);
    page.show();
    await clock.pass(600);
    expect(seqs).to.deep.equal([1]);
  });

  it("renews tokens ahead: the new stream is connected before the old one ends, and no 401 is seen", async () => {
    let now = (): number => 0;
    const { realtime, clock, server } = createTestRealtime({
      getToken: () => testToken("mia", now() + 30_000),
    });
    now = clock.now;
    const seqs: unknown[] = [];
    const states: string[] = [];
    realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
    await clock.pass(100);
    realtime.onState(({ type }) => states.push(type));
    for (let n = 0; n < 300; n++) {
      server.publish(chat, typed);
      await clock.pass(1000);
    }
    expect(seqs).to.deep.equal(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(states).to.deep.equal([]);
    expect(server.requests.length).to.be.within(10, 20);
  });

  it("goes on by long polls where a proxy holds streams back, and by streams again later, with one cursor", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const seqs: unknown[] = [];
    server.buffer();
    realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
    await clock.pass(40_000);
    expect(realtime.state).to.deep.equal({ type: "degraded", transport: "poll" });
    for (let n = 0; n < 20; n++) {
      server.publish(chat, typed);
      await clock.pass(500);
    }
    expect(seqs).to.have.lengthOf(20);
    server.buffer(false);
    await clock.pass(700_000);
    server.publish(chat, typed);
    await clock.pass(100);
    expect(realtime.state).to.deep.equal({ type: "open" });
    expect(seqs).to.deep.equal(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it("asks every 5 to 10 s where neither gets through, and goes up again", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const seqs: unknown[] = [];
    realtime.subscribe(chat, ({ seq }) => void seqs.push(seq));
    await clock.pass(100);
    server.refuse(502, { path: "/stream", times: 5, problem: null });
    server.cut();
    await clock.pass(8000);
    expect(realtime.state).to.deep.equal({ type: "degraded", transport: "refetch" });
    server.publish(chat, typed);
    await clock.pass(10_000);
    expect(seqs).to.deep.equal([1]);
    await clock.pass(300_000);
    server.publish(chat, typed);
    await clock.pass(100);
    expect(realtime.state.type).to.equal("open");
    expect(seqs).to.deep.equal([1, 2]);
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

  it("opens streams by tickets where that is asked for", async () => {
    const { realtime, clock, server } = createTestRealtime({ auth: "ticket" });
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    const [issued, opened] = server.requests;
    expect(issued?.url.pathname).to.equal("/api/realtime/tickets");
    expect(opened?.url.searchParams.get("ticket")).to.match(/^t/);
    expect(opened?.headers.has("Authorization")).to.equal(false);
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
});
