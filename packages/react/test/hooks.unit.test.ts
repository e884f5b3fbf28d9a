import { expect } from "chai";
import {
  useMessages,
  useOptimisticUpdate,
  useRealtime,
  useRealtimeContext,
  useRealtimeModule,
  useSSE,
  useToolStateStream,
} from "@firecast/react";
import { aRealtime } from "../../client/test/support/fakeRealtime.js";
import { withPage } from "./support/page.js";
import { timersOf } from "./support/timers.js";

describe("hooks", () => {
  const { testing, use, drawn, doing } = withPage();

  it("tell how the connection is, and steer it", async () => {
    const fake = aRealtime();
    const { result } = use(useRealtimeContext, fake, { enabled: false });
    expect(result.current).to.deep.include({
      isConnected: false,
      connectionState: "idle",
      realtimeEnabled: false,
    });
    fake.become({ type: "open" });
    await drawn();
    expect(result.current).to.deep.include({ isConnected: true, connectionState: "open" });
    result.current.connect();
    result.current.disconnect();
    expect(new Set(fake.calls)).to.deep.equal(new Set(["setEnabled false", "connect", "disconnect"]));
  });

  it("open one stream in StrictMode, keep it for an inline array, and let it go in the end", async () => {
    const fake = aRealtime();
    fake.become({ type: "open" });
    const { result, rerender, unmount } = use(
      () => useSSE({ channels: ["horses", "global"], pinId: "p1" }),
      fake,
    );
    rerender();
    expect(fake.opened()).to.equal(1);
    expect([...fake.subscriptions].map(({ channels }) => channels)).to.deep.equal([
      ["global", "horses", "pins/p1"],
    ]);
    fake.tell("horses", "horses:created", { id: "h1" });
    await drawn();
    expect(result.current).to.deep.equal({
      isConnected: true,
      lastEvent: { event: "horses:created", data: { id: "h1" } },
    });
    const release = await timersOf(2500, unmount);
    expect(fake.subscriptions.size).to.equal(1);
    release();
    expect(fake.subscriptions.size).to.equal(0);
  });

  it("render once for all events of a frame", async () => {
    const fake = aRealtime();
    const { result, renders } = use(() => useSSE({ channels: ["horses"] }), fake);
    const before = renders();
    for (let n = 1; n <= 100; n++) fake.tell("horses", "horses:created", n);
    await drawn();
    expect(result.current.lastEvent?.data).to.equal(100);
    expect(renders() - before).to.equal(2); // StrictMode renders twice
  });

  it("hear the user's own events, of a type or all, and those of a module by their action", async () => {
    const fake = aRealtime();
    const heard: unknown[] = [];
    const { result } = use(() => {
      useRealtimeModule("health", (action, data) => heard.push([action, data]));
      return useRealtime();
    }, fake);
    const end = result.current.subscribe("user:signal:sent", ({ data }) => heard.push(data));
    result.current.subscribe("*", ({ type }) => heard.push(type));
    fake.tell("users/alice", "user:signal:sent", 1);
    end();
    fake.tell("global", "maintenance:scheduled", {});
    fake.tell("health", "health:appointment:cancelled", { id: "a1" });
    fake.tell("health", "healthy:created", {});
    await drawn();
    expect(heard).to.deep.equal([
      1,
      "user:signal:sent",
      "maintenance:scheduled",
      ["appointment:cancelled", { id: "a1" }],
    ]);
    expect(result.current.lastEvent?.type).to.equal("maintenance:scheduled");
  });

  it("change rows at once, follow the module, and roll back what is refused", async () => {
    const fake = aRealtime();
    interface Horse {
      id: string;
      name?: string;
      age?: number;
    }
    const { result } = use(() => useOptimisticUpdate<Horse>([{ id: "h1", name: "Ada" }], "horses"), fake);
    await doing(() => {
      result.current.optimisticAdd({ id: "h2" }, () => Promise.reject(new Error("forbidden")));
      result.current.optimisticUpdate("h1", { name: "Eve" });
      result.current.optimisticRemove("nobody");
    });
    await drawn();
    expect(result.current.data).to.deep.equal([{ id: "h1", name: "Eve" }]);
    expect(String(result.current.error)).to.equal("Error: forbidden");
    await doing(() => {
      fake.tell("horses", "horses:created", { id: "h3" });
      fake.tell("horses", "horses:updated", { id: "h1", age: 7 });
      fake.tell("horses", "horses:updated", { id: "unknown" });
      fake.tell("horses", "horses:deleted", { id: "h3" });
    });
    expect(result.current.data).to.deep.equal([{ id: "h1", name: "Eve", age: 7 }]);
    await doing(() => result.current.optimisticUpdate("h1", { name: "no" })());
    await doing(() => result.current.syncData([{ id: "h9" }]));
    expect(result.current.data).to.deep.equal([{ id: "h9" }]);
  });

  it("share a tool's state, write it after a pause, and return to what was before a failed write", async () => {
    const fake = aRealtime((_, { method } = {}) =>
      method === "POST"
        ? new Response('{"type":"urn:firecast:problem:forbidden","title":"Not allowed","status":403}', {
            status: 403,
            headers: { "Content-Type": "application/problem+json" },
          })
        : { version: 3, state: { votes: { bob: 1 } }, cursor: "c" },
    );
    const { result } = use(() => useToolStateStream("poll"), fake);
    await drawn();
    expect(result.current).to.deep.include({ version: 3, isLoaded: true, state: { votes: { bob: 1 } } });
    await doing(() => result.current.setState("votes.alice", 1));
    await drawn();
    expect(result.current.state).to.deep.equal({ votes: { bob: 1, alice: 1 } });
    await testing().waitFor(() => expect(result.current.isSaving).to.equal(false));
    expect(fake.requests.at(-1)).to.deep.include({
      path: "/api/tools/poll/state",
      method: "POST",
      body: { patch: { "votes.alice": 1 }, baseVersion: 3 },
    });
    expect(result.current.state).to.deep.equal({ votes: { bob: 1 } });
    expect(String(result.current.error)).to.equal("RequestProblem: Not allowed");
    fake.tell("tools/poll/state", "tool:state:updated", {
      toolId: "poll",
      version: 4,
      patch: { a: 1 },
      by: "bob",
    });
    await drawn();
    expect(result.current.state).to.deep.equal({ votes: { bob: 1 }, a: 1 });
  });

  it("show nothing of one user to the next", async () => {
    const fake = aRealtime((path) =>
      path.endsWith("/chat") && fake.realtime.uid === "alice"
        ? { items: [{ id: "m1", seq: 1, text: "for alice" }], nextCursor: null }
        : new Response("", { status: 404 }),
    );
    fake.become({ type: "open" });
    const { result } = use(
      () => [useMessages("lobby").messages.length, useSSE({ channels: ["a"] }).lastEvent],
      fake,
    );
    fake.tell("a", "a:created", 1);
    await drawn();
    expect(result.current).to.deep.equal([1, { event: "a:created", data: 1 }]);
    fake.signIn("bob");
    fake.become({ type: "connecting" });
    await drawn();
    expect(result.current).to.deep.equal([0, undefined]);
  });
});
