import { expect } from "chai";
import { createRealtime } from "../../src/createRealtime.js";
import { createTestRealtime, testToken } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";
const ignore = (): void => undefined;

describe("a connection that nothing is heard of, or that nobody looks at", () => {
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

  it("is tried once where a browser says from the first that it has no network, and had where something answers", async () => {
    const { another, browser, clock, server } = createTestRealtime();
    const page = browser.page();
    page.setOnline(false);
    server.down();
    const realtime = another({ tabs: false }, page);
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    expect(realtime.state).to.deep.equal({ type: "suspended", reason: "offline" });
    await clock.pass(60_000);
    expect(server.requests.length).to.equal(1);
    server.down(false);
    const reaches = another({ tabs: false }, page);
    reaches.subscribe(chat, ignore);
    await clock.pass(100);
    expect(reaches.state.type).to.equal("open");
    server.cut();
    await clock.pass(60_000);
    expect(reaches.state.type).to.equal("open");
    page.setOnline(true);
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

  it("begins anew with connect() where it looked for a user before one had signed in, and is still loading code", async () => {
    const { clock, browser, server } = createTestRealtime();
    let token: string | null = null;
    const page = browser.page();
    let loaded: () => void = () => undefined;
    const loading = new Promise<void>((resolve) => (loaded = resolve));
    const later = () => loading.then(() => page.env.parts.later());
    const getToken = () => token;
    const realtime = createRealtime({ getToken }, { ...page.env, parts: { ...page.env.parts, later } });
    const state = { name: "rows", save: () => 1, restore: () => undefined }; // code for that is loaded first
    realtime.subscribe("global", () => undefined, { state });
    await clock.pass(100);
    token = testToken("mia", clock.now() + 3_600_000);
    realtime.connect();
    loaded();
    await clock.pass(1000);
    expect([realtime.state.type, server.open]).to.deep.equal(["open", 1]);
    realtime.close();
  });
});
