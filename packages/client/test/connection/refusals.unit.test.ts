import { expect } from "chai";
import { createRealtime } from "../../src/createRealtime.js";
import { createTestRealtime, testToken } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";
const ignore = (): void => undefined;
const token = testToken("mia", Date.UTC(2031, 0, 1));

describe("a connection that is refused", () => {
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

  it("takes a page in place of the stream for a failure, and reads nothing of it", async () => {
    const { page, clock, server } = createTestRealtime();
    let isPortal = true;
    const html = () =>
      new Response('event: connected\ndata: {"connectionId":"c","channels":[],"at":"t"}\n\n', {
        headers: { "Content-Type": "text/html" },
      });
    const fetch: typeof page.env.fetch = (url, init) =>
      isPortal ? Promise.resolve(html()) : page.env.fetch(url, init);
    const realtime = createRealtime({ tabs: false, getToken: () => token }, { ...page.env, fetch });
    const causes = new Set<string>();
    realtime.onState((state) => void (state.type === "reconnecting" && causes.add(state.cause)));
    realtime.subscribe(chat, ignore);
    await clock.pass(60_000);
    expect([realtime.state.type, causes.has("status 200"), server.requests.length]).to.deep.equal([
      "reconnecting",
      true,
      0,
    ]);
    isPortal = false;
    await clock.pass(60_000);
    expect(realtime.state.type).to.equal("open");
    realtime.close();
  });

  it("obeys no `retry` that is none, and none that would keep it away", async () => {
    const { realtime, clock, server } = createTestRealtime();
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    for (const retry of ["9999999999999", "-1", "soon"]) {
      server.write(`retry: ${retry}\n\n`);
      server.cut();
      await clock.pass(31_000);
      expect(realtime.state.type).to.equal("open");
    }
    expect(server.requests.length).to.equal(4);
  });

  it("asks no server but its own with the user's token", async () => {
    const { realtime, server } = createTestRealtime({ url: "https://app.example" });
    for (const path of ["https://other.example/", "@other.example/", "other", ""]) {
      const error = await realtime.request(path).catch(String);
      expect(error).to.equal("RealtimeError: A path begins with a slash.");
    }
    await realtime.request("//other.example/");
    expect(server.requests.map(({ url }) => url.host)).to.deep.equal(["app.example"]);
    for (const url of ["", "/"]) {
      const own = createTestRealtime({ url });
      for (const path of ["//other.example/", "/\\other.example/"]) await own.realtime.request(path);
      expect(own.server.requests.map(({ url }) => url.host)).to.deep.equal(["test.invalid", "test.invalid"]);
    }
  });

  it("rejects as the network does where a new token cannot be had: nothing is refused for that", async () => {
    const { realtime, server } = createTestRealtime({
      getToken: ({ force }) => {
        if (force) throw new TypeError("no network");
        return token;
      },
    });
    server.refuse(401);
    expect(await realtime.request("/api/spaces").catch(String)).to.equal("TypeError: no network");
  });
});
