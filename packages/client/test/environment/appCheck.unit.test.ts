import { expect } from "chai";
import { createRealtime } from "../../src/createRealtime.js";
import { createTestRealtime } from "../../src/testing.js";

describe("an app that Firebase App Check knows", () => {
  it("brings its token with each request and each stream", async () => {
    const { server, clock, page } = createTestRealtime();
    const brought: (string | null)[] = [];
    const fetch: typeof page.env.fetch = (url, init) => {
      brought.push(new Headers(init.headers).get("X-Firebase-AppCheck"));
      return server.fetch(url, init);
    };
    let count = 0;
    const realtime = createRealtime({ getAppCheckToken: () => `app${++count}` }, { ...page.env, fetch });
    realtime.subscribe("global", () => undefined);
    await clock.pass(500);
    await realtime.request("/api/realtime/history");
    expect(realtime.state.type).to.equal("open");
    expect(brought).to.deep.equal(["app1", "app2"]);
    realtime.close();
  });

  it("brings one for limited use where a token may count once", async () => {
    const { page } = createTestRealtime();
    const asked: boolean[] = [];
    const env = { ...page.env, fetch: () => Promise.resolve(Response.json({ ticket: "t" })) };
    const realtime = createRealtime(
      { getAppCheckToken: ({ limitedUse }) => `app${asked.push(limitedUse)}` },
      env,
    );
    for (const path of ["/api/realtime/publish", "/api/realtime/tickets", "/api/session", "/api/spaces"])
      await realtime.request(path, { method: "POST" });
    expect(asked).to.deep.equal([true, true, true, false]);
    realtime.close();
  });

  it("brings it in the URL of a socket, and is asked for none where it has none", async () => {
    const { server, clock, page } = createTestRealtime();
    const opened: (string | null)[] = [];
    const openSocket: typeof server.openSocket = (url, protocols) => {
      opened.push(new URL(url).searchParams.get("appCheck"));
      return server.openSocket(url, protocols);
    };
    for (const token of ["app", undefined]) {
      const env = { ...page.env, openSocket, siblings: undefined };
      const realtime = createRealtime({ type: "websocket", getAppCheckToken: () => token }, env);
      realtime.subscribe("global", () => undefined);
      await clock.pass(500);
      expect(realtime.state.type).to.equal("open");
      realtime.close();
    }
    expect(opened).to.deep.equal(["app", null]);
  });
});
