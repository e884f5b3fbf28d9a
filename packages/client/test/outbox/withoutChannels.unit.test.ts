import "fake-indexeddb/auto";
import { expect } from "chai";
import { createRealtime, syncStatus, writesOf } from "../../src/index.js";
import { createTestRealtime } from "../../src/testing.js";
import { testClock } from "../../src/testing/testClock.js";
import type { RealtimeOptions } from "../../src/types/options.js";
import { aPage, aServer, aUrl, offline, until } from "./page.js";

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
      getToken: () => "token.eyJzdWIiOiJtaWEifQ.",
    });
    const answer = await writesOf(realtime).add(write);
    expect([answer, sent, server.requests.length]).to.deep.equal([
      { id: "m1" },
      ["Bearer token.eyJzdWIiOiJtaWEifQ."],
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

    const { realtime, sent } = aQuietPage({ url, getToken: () => "token.eyJzdWIiOiJtaWEifQ." });
    const end = syncStatus(realtime).start();
    await until(() => sent.length === 1);
    end();
    realtime.close();
  });
});
