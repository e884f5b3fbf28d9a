import { createElement, StrictMode, useEffect } from "react";
import { expect } from "chai";
import { createTestRealtime, testToken } from "@firecast/client/testing";
import {
  RealtimeProvider,
  useDirectMessages,
  useRealtime,
  useRealtimeContext,
  useSSE,
} from "@firecast/react";
import { withPage } from "./support/page.js";

/** A page before a server in memory, in StrictMode. `hook`: what its one component uses. */
describe("what hooks ask of the wire", () => {
  const { testing, drawn } = withPage();

  async function aPage(hook: () => unknown, config = {}, options = {}) {
    const { server, clock, another } = createTestRealtime();
    const realtime = another(options);
    const Component = () => {
      hook();
      return null;
    };
    const app = createElement(RealtimeProvider, { client: () => realtime, config }, createElement(Component));
    testing().render(createElement(StrictMode, null, app));
    const pass = async (ms: number) => {
      await testing().act(() => clock.pass(ms));
      await drawn();
    };
    for (let turn = 0; turn < 5; turn++) await pass(500);
    const streams = () =>
      server.requests
        .filter(({ url }) => url.pathname.endsWith("/stream"))
        .map(({ url }) => url.searchParams.get("channels"));
    return { realtime, server, streams, pass };
  }

  it("is one stream, from the start with the user's own channels", async () => {
    let last: unknown;
    const { realtime, server, streams, pass } = await aPage(() => {
      last = useRealtime().lastEvent?.data;
    });
    expect(streams()).to.deep.equal(["global,users/mia,users/mia/notifications"]);
    server.publish("users/mia", "user:signal:sent", { topic: "hello" });
    await pass(100);
    expect(last).to.deep.equal({ topic: "hello" });
    realtime.close();
  });

  it("is what a state tells of, where no token can be had", async () => {
    const getToken = () => Promise.reject(new Error("no network"));
    const { realtime, server } = await aPage(useRealtime, {}, { getToken });
    expect([realtime.state.type, server.requests.length]).to.deep.equal(["reconnecting", 0]);
    realtime.close();
  });

  it("is no channel whose name is not known yet: the server would refuse the stream of all", async () => {
    const { realtime, streams } = await aPage(() => {
      useSSE({ channels: ["", "spaces/lobby/chat"], pinId: "" });
      useSSE({ pinId: "" });
    });
    expect(streams()).to.deep.equal(["spaces/lobby/chat"]);
    realtime.close();
  });

  it("is the channel of two users also where a page follows nothing else", async () => {
    const { realtime, streams } = await aPage(() => useDirectMessages("bob"));
    expect(streams()).to.deep.equal(["direct/bob/mia"]);
    realtime.close();
  });

  it("is nothing while live channels are switched off, and all of it once they are on", async () => {
    const { realtime, server, streams, pass } = await aPage(useRealtime, { enabled: false });
    expect(server.requests.length).to.equal(0);
    realtime.setEnabled(true);
    for (let turn = 0; turn < 5; turn++) await pass(500);
    expect(streams()).to.deep.equal(["global,users/mia,users/mia/notifications"]);
    realtime.close();
  });

  it("is nothing before connect() where autoConnect is false: a component below may ask for it as soon as it is there", async () => {
    for (const asks of [false, true]) {
      const { page, server, clock, another } = createTestRealtime();
      const tokens: string[] = [];
      const getToken = () => (tokens.push("asked"), testToken("mia", clock.now() + 3_600_000));
      const made = another({ getToken }, page);
      const Below = () => {
        const { connect, connectionState } = useRealtimeContext();
        useSSE({ channels: ["global"] });
        useEffect(() => void (asks && connect()), []);
        return createElement("i", null, connectionState);
      };
      const app = (autoConnect: boolean) =>
        createElement(
          StrictMode,
          null,
          createElement(
            RealtimeProvider,
            { client: () => made, config: { autoConnect } },
            createElement(Below),
          ),
        );
      const { container, rerender, unmount } = testing().render(app(false));
      const pass = async () => {
        await testing().act(() => clock.pass(1000));
        await drawn();
      };
      await pass();
      expect([container.textContent, server.open, tokens.length > 0]).to.deep.equal(
        asks ? ["open", 1, true] : ["suspended", 0, false],
      );
      if (!asks) {
        testing().act(() => rerender(app(true)));
        await pass();
        expect([container.textContent, server.open]).to.deep.equal(["open", 1]);
        testing().act(() => rerender(app(false)));
        await pass();
        expect([container.textContent, server.open]).to.deep.equal(["suspended", 0]);
      }
      unmount();
      made.close();
    }
  });
});
