import { expect } from "chai";
import { createElement, useState } from "react";
import { createTestRealtime } from "@firecast/client/testing";
import {
  ConnectionMonitor,
  RealtimeProvider,
  useEvents,
  useMessages,
  useOptimisticUpdate,
  useRealtime,
  useRealtimeContext,
  useRealtimeModule,
  useSSE,
} from "@firecast/react";
import { aRealtime } from "../../client/test/support/fakeRealtime.js";
import { withPage } from "./support/page.js";
import { timersOf } from "./support/timers.js";

describe("hooks in trouble", () => {
  const { testing, within, use, drawn, doing } = withPage();

  it("render no more often than frames are drawn while 1,000 events a second come", async () => {
    const fake = aRealtime();
    let frames = 0;
    const draw = globalThis.requestAnimationFrame;
    globalThis.requestAnimationFrame = (act) =>
      draw((at) => {
        frames++;
        act(at);
      });
    try {
      const { result, renders } = use(
        () => ({
          sse: useSSE({ channels: ["horses"] }).lastEvent,
          rows: useOptimisticUpdate<{ id: string }>([], "horses").data.length,
        }),
        fake,
      );
      const [before, framesBefore] = [renders(), frames];
      await testing().act(async () => {
        for (let batch = 0; batch < 50; batch++) {
          for (let n = 0; n < 20; n++) fake.tell("horses", "horses:created", { id: `h${batch * 20 + n}` });
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      });
      await drawn();
      expect(result.current).to.deep.equal({
        sse: { event: "horses:created", data: { id: "h999" } },
        rows: 1000,
      });
      // StrictMode renders twice.
      expect((renders() - before) / 2).to.be.at.most(frames - framesBefore);
    } finally {
      globalThis.requestAnimationFrame = draw;
    }
  });

  it("survive a handler that throws: other handlers hear, and the client tells of it", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const heard: string[] = [];
    const errors: string[] = [];
    realtime.onError(({ code }) => void errors.push(code));
    function Page() {
      useRealtimeModule("horses", () => {
        throw new Error("broken");
      });
      useRealtimeModule("horses", (action) => void heard.push(action));
      return null;
    }
    const view = testing().render(createElement(RealtimeProvider, { client: realtime }, createElement(Page)));
    const pass = () => testing().act(() => clock.pass(100));
    await pass();
    server.publish("horses", "horses:created");
    await pass();
    expect([heard, errors]).to.deep.equal([["created"], ["handler"]]);
    view.unmount();
    realtime.close();
  });

  it("do not subscribe anew for inline arrays, options and handlers", async () => {
    const fake = aRealtime();
    const heard: number[] = [];
    const { rerender, result } = use(() => {
      const [count, setCount] = useState(0);
      useEvents(["horses", "stalls"], () => heard.push(count));
      useRealtimeModule("horses", () => heard.push(-count), {});
      useSSE({ channels: ["stalls", "horses"] });
      const { subscribe } = useRealtime({});
      return { setCount, subscribe };
    }, fake);
    const [subscriptions, { subscribe }] = [fake.subscriptions.size, result.current];
    for (let n = 1; n <= 3; n++) {
      await doing(() => result.current.setCount(n));
      rerender();
    }
    expect(fake.subscriptions.size).to.equal(subscriptions);
    expect(result.current.subscribe).to.equal(subscribe);
    fake.tell("horses", "horses:created", {});
    expect(heard).to.deep.equal([3, -3]);
  });

  it("let nothing land that was under way when they went, and fetch no more", async () => {
    let land = (_: unknown): void => undefined;
    const fake = aRealtime(() => new Promise((resolve) => (land = resolve)));
    const { unmount } = use(() => useMessages("lobby"), fake);
    await doing(() => undefined);
    const requests = fake.requests.length;
    const release = await timersOf(2500, unmount);
    land(Response.json({ items: [], nextCursor: null }));
    await drawn();
    release();
    expect([fake.requests.length, fake.subscriptions.size]).to.deep.equal([requests, 0]);
  });

  it("follow the feature's flag live", async () => {
    const { realtime, clock, server } = createTestRealtime();
    const flags: unknown[] = [];
    function Page() {
      const { realtimeEnabled, connectionState } = useRealtimeContext();
      const { isConnected } = useSSE({ channels: ["global"] });
      flags.push([realtimeEnabled, connectionState, isConnected]);
      return null;
    }
    const page = (enabled: boolean) =>
      createElement(RealtimeProvider, { client: realtime, config: { enabled } }, createElement(Page));
    const settle = async () => {
      await testing().act(() => clock.pass(500));
      await drawn();
    };
    const view = testing().render(page(false));
    await settle();
    expect([flags.at(-1), server.open]).to.deep.equal([[false, "suspended", false], 0]);
    view.rerender(page(true));
    await settle();
    expect([flags.at(-1), server.open]).to.deep.equal([[true, "open", true], 1]);
    view.rerender(page(false));
    await settle();
    expect([flags.at(-1), server.open]).to.deep.equal([[false, "suspended", false], 0]);
    view.unmount();
    realtime.close();
  });

  it("give up after so many attempts, say so, and begin again when they are told to", async () => {
    const fake = aRealtime();
    const trying = (attempt: number) =>
      fake.become({ type: "reconnecting", attempt, retryAt: 0, cause: "network" });
    function Page() {
      useRealtime({ maxReconnectAttempts: 2 });
      return createElement(ConnectionMonitor);
    }
    const view = testing().render(createElement(Page), { wrapper: within(fake) });
    const lost = await timersOf(5000, async () => {
      await doing(() => trying(2));
      await drawn();
      expect(fake.subscriptions.size).to.equal(1);
      const release = await timersOf(2500, async () => {
        await doing(() => trying(3));
        await drawn();
      });
      await doing(release);
      await doing(() => fake.become({ type: "idle" }));
      await drawn();
    });
    expect(fake.subscriptions.size).to.equal(0);
    await doing(lost);
    testing().fireEvent.click(view.getByText("Retry Now"));
    await drawn();
    expect([fake.subscriptions.size, fake.calls.at(-1)]).to.deep.equal([1, "connect"]);
  });

  it("ask for the pace of reconnects that they are given", async () => {
    const fake = aRealtime();
    const { rerender, unmount } = testing().renderHook(({ ms }) => useRealtime({ reconnectDelay: ms }), {
      wrapper: within(fake),
      initialProps: { ms: 3000 },
    });
    rerender({ ms: 5000 });
    unmount();
    const asked = fake.calls.filter((call) => call.startsWith("pace"));
    expect(asked.slice(-4)).to.deep.equal(["pace 3000", "pace 3000 ends", "pace 5000", "pace 5000 ends"]);
    await drawn();
  });

  it("keep two providers apart", async () => {
    const [one, other] = [aRealtime(), aRealtime()];
    const seen: Record<string, unknown> = {};
    const Page = ({ name }: { name: string }) => {
      seen[name] = useSSE({ channels: ["horses"] }).lastEvent?.data;
      return null;
    };
    testing().render(
      createElement(
        RealtimeProvider,
        { client: one.realtime },
        createElement(Page, { name: "outer" }),
        createElement(RealtimeProvider, { client: other.realtime }, createElement(Page, { name: "inner" })),
      ),
    );
    one.tell("horses", "horses:created", 1);
    other.tell("horses", "horses:created", 2);
    await drawn();
    expect(seen).to.deep.equal({ outer: 1, inner: 2 });
  });

  it("show none of one user's rows, messages or problems to the next", async () => {
    const fake = aRealtime((_, { method } = {}) =>
      method === "POST"
        ? Response.json({ title: "Not allowed" }, { status: 403 })
        : { items: [], nextCursor: null },
    );
    fake.become({ type: "open" });
    const { result } = use(
      () => ({
        rows: useOptimisticUpdate<{ id: string }>([], "horses"),
        chat: useMessages("lobby"),
      }),
      fake,
    );
    fake.tell("horses", "horses:created", { id: "h1" });
    await doing(() => void result.current.chat.post("no").catch(() => undefined));
    await testing().waitFor(() => expect(result.current.chat.error).to.be.an("error"));
    expect(result.current.rows.data).to.have.length(1);
    const { post } = result.current.chat;
    fake.signIn("bob");
    await doing(() => fake.become({ type: "connecting" }));
    await drawn();
    expect([result.current.rows.data, result.current.chat.error]).to.deep.equal([[], undefined]);
    const before = fake.requests.length;
    expect(await post("alice's closure").catch(String)).to.equal("RealtimeError: Its user is gone.");
    expect(fake.requests.length).to.equal(before);
  });
});
