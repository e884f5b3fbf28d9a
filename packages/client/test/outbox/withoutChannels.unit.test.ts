import "fake-indexeddb/auto";
import { expect } from "chai";
import { createRealtime, type Realtime, syncStatus, writesOf } from "../../src/index.js";
import { createTestRealtime, testToken } from "../../src/testing.js";
import { testClock } from "../../src/testing/testClock.js";
import type { RealtimeOptions } from "../../src/types/options.js";
import { timersOf } from "../../../react/test/support/timers.js";
import { aPage, aServer, aUrl, offline, until } from "./page.js";

const expiresAt = Date.now() + 3_600_000;
const tokenOf = (uid: string): string => testToken(uid, expiresAt);
const write = {
  entity: "spaces/lobby/chat",
  method: "POST",
  path: "/api/spaces/lobby/chat",
  body: "{}",
} as const;

/** A page that subscribes to nothing, before a server that takes what is written. */
function aQuietPage(options: RealtimeOptions) {
  const { page, server, clock } = createTestRealtime({}, { clock: testClock(Date.now()) });
  const sent: (string | null)[] = [];
  const realtime = createRealtime(options, {
    ...page.env,
    fetch: (url, init) => {
      if (!url.endsWith(write.path)) return server.fetch(url, init);
      sent.push(new Headers(init.headers).get("Authorization"));
      return Promise.resolve(Response.json({ id: "m1" }, { status: 201 }));
    },
  });
  return { realtime, server, clock, sent };
}

describe("what a user writes on a page that follows no channel", () => {
  it("is sent as them, and opens no stream", async () => {
    const { realtime, server, sent } = aQuietPage({
      url: aUrl(),
      getToken: () => tokenOf("mia"),
    });
    const answer = await writesOf(realtime).add(write);
    expect([answer, sent, server.requests.length]).to.deep.equal([
      { id: "m1" },
      [`Bearer ${tokenOf("mia")}`],
      0,
    ]);
    expect(realtime.state).to.deep.equal({ type: "idle" });
    realtime.close();
  });

  it("is sent by a cookie, too", async () => {
    const { realtime, sent } = aQuietPage({ url: aUrl() });
    expect(await writesOf(realtime).add(write)).to.deep.equal({ id: "m1" });
    expect(sent).to.deep.equal([null]);
    realtime.close();
  });

  it("is refused where nobody is signed in", async () => {
    const { realtime, sent } = aQuietPage({ url: aUrl(), getToken: () => null });
    const said = await writesOf(realtime).add(write).catch(String);
    expect([said, sent]).to.deep.equal([
      "RealtimeError: Its user is gone: it waits until they are back.",
      [],
    ]);
    realtime.close();
  });

  it("goes out with what earlier pages have left, where the page looks at what waits alone", async () => {
    const url = aUrl();
    const before = aPage(aServer().answer, url, "mia");
    before.fake.become(offline);
    before.open();
    before.chat.post("left").catch(() => undefined);
    await until(() => before.waiting() === 1);
    before.fake.become({ type: "closed" });

    const { realtime, sent } = aQuietPage({ url, getToken: () => tokenOf("mia") });
    const end = syncStatus(realtime).start();
    await until(() => sent.length === 1);
    end();
    realtime.close();
  });

  it("is sent also where live channels are switched off, or wait for connect()", async () => {
    for (const switchOff of [
      (realtime: Realtime) => realtime.setEnabled(false),
      (realtime: Realtime) => realtime.disconnect(),
    ]) {
      const { realtime, server, sent } = aQuietPage({ url: aUrl(), getToken: () => tokenOf("mia") });
      switchOff(realtime);
      realtime.subscribe("global", () => undefined);
      await writesOf(realtime).add(write);
      expect([sent, server.requests.length]).to.deep.equal([[`Bearer ${tokenOf("mia")}`], 0]);
      realtime.close();
    }
  });

  it("is never sent as another user, whose token the page has without a word", async () => {
    let uid = "mia";
    const { realtime, sent } = aQuietPage({ url: aUrl(), getToken: () => tokenOf(uid) });
    const writes = writesOf(realtime);
    await writes.add(write);
    uid = "bob";
    const said = await writes.add(write).catch(String);
    expect(said).to.equal("RealtimeError: Its user is gone: it waits until they are back.");
    await writes.add(write);
    expect(sent).to.deep.equal([`Bearer ${tokenOf("mia")}`, `Bearer ${tokenOf("bob")}`]);
    expect(writes.get().waiting).to.deep.equal([]);
    realtime.close();
  });

  it("waits while no token can be had, and is sent once there is one", async () => {
    const answers = [Promise.reject(new Error("no network")), Promise.resolve(tokenOf("mia"))];
    const { realtime, sent } = aQuietPage({ url: aUrl(), getToken: () => answers.shift() ?? tokenOf("mia") });
    const release = await timersOf(5000, async () => {
      void writesOf(realtime).add(write);
      await until(() => answers.length === 1);
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(writesOf(realtime).get().waiting.length).to.equal(1);
    release();
    await until(() => sent.length > 0);
    expect(sent).to.deep.equal([`Bearer ${tokenOf("mia")}`]);
    realtime.close();
  });
});
