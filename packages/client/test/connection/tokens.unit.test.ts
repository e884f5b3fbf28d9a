import { expect } from "chai";
import { createRealtime } from "../../src/createRealtime.js";
import { createTestRealtime, testToken } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";
const ignore = (): void => undefined;

describe("a connection's token", () => {
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

  it("is renewed by the server's clock: a device whose own is hours ahead does not renew all the time", async () => {
    const { page, clock, server } = createTestRealtime();
    const hours = 3 * 3_600_000;
    const env = { ...page.env, now: () => clock.now() + hours };
    const realtime = createRealtime(
      { tabs: false, getToken: () => testToken("mia", clock.now() + 3_600_000) },
      env,
    );
    realtime.subscribe(chat, ignore);
    await clock.pass(60_000);
    expect([realtime.state.type, server.requests.length]).to.deep.equal(["open", 1]);
  });

  it("is not needed to know offline whose the page is, until that user signs out", async () => {
    const { browser, another, clock, server, realtime } = createTestRealtime();
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    const asked = server.requests.length;
    const offline = async () => {
      const page = browser.page();
      page.setOnline(false);
      const other = another({ getToken: () => Promise.reject(new Error("no network")) }, page);
      other.subscribe(chat, ignore);
      await clock.pass(100);
      const { uid, state } = other;
      other.close();
      return [uid, state];
    };
    const suspended = { type: "suspended", reason: "offline" };
    expect(await offline()).to.deep.equal(["mia", suspended]);
    realtime.signOut();
    expect(await offline()).to.deep.equal([undefined, suspended]);
    expect(server.requests.length).to.equal(asked);
  });

  it("of another user, when the network is back, begins all anew", async () => {
    const { browser, another, clock, realtime, server } = createTestRealtime();
    realtime.subscribe(chat, ignore);
    await clock.pass(100);
    realtime.close();
    const page = browser.page();
    page.setOnline(false);
    let token = (): string => {
      throw new Error("no network");
    };
    const other = another({ getToken: () => token() }, page);
    const uids: unknown[] = [];
    other.onState(() => void (uids.at(-1) === other.uid || uids.push(other.uid)));
    other.subscribe(chat, ignore, { state: { name: "rows", save: () => 1, restore: ignore } });
    await clock.pass(100);
    const bobs = testToken("bob", clock.now() + 3_600_000);
    token = () => bobs;
    page.setOnline(true);
    await clock.pass(2000);
    expect([uids, other.state.type]).to.deep.equal([["mia", undefined, "bob"], "open"]);
    expect(server.requests.at(-1)?.headers.get("Authorization")).to.equal(`Bearer ${bobs}`);
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
});
