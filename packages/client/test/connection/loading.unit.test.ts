import { expect } from "chai";
import type { RealtimeEvent } from "../../src/index.js";
import { createTestRealtime } from "../../src/testing.js";

const chat = "spaces/lobby/chat";
const typed = "chat:message:created";

/** A page that has loaded what is needed for the first event, and can load no more. */
function aPage(options = {}) {
  const world = createTestRealtime({ tabs: false, ...options });
  world.page.setLoading(false);
  const seqs: (number | undefined)[] = [];
  const starts: string[] = [];
  const subscribe = (more = {}) =>
    world.realtime.subscribe(chat, ({ seq }: RealtimeEvent) => void seqs.push(seq), {
      onStart: ({ start }) => void starts.push(start),
      ...more,
    });
  return { ...world, seqs, starts, subscribe };
}

describe("a page whose code cannot all be loaded", () => {
  it("gets its events, and connects again after each cut, where it stood", async () => {
    const { server, clock, realtime, seqs, starts, subscribe } = aPage();
    subscribe();
    await clock.pass(100);
    for (let round = 0; round < 4; round++) {
      server.publish(chat, typed);
      await clock.pass(100);
      server.cut();
      server.publish(chat, typed);
      await clock.pass(20_000);
    }
    expect([seqs, starts, realtime.state.type]).to.deep.equal([[1, 2, 3, 4, 5, 6, 7, 8], ["live"], "open"]);
  });

  it("waits longer and longer where the server is away, tells of it, and has what it missed when it is back", async () => {
    const { server, clock, realtime, seqs, subscribe } = aPage();
    const errors: string[] = [];
    realtime.onError(({ message }) => void errors.push(message));
    subscribe();
    await clock.pass(100);
    server.down();
    await clock.pass(120_000);
    const tries = server.requests.length - 1;
    expect(tries).to.be.within(4, 15);
    expect(errors.length).to.be.within(tries, tries + 1);
    expect(realtime.state.type).to.equal("reconnecting");
    server.down(false);
    server.publish(chat, typed);
    await clock.pass(30_000);
    expect([seqs, realtime.state.type]).to.deep.equal([[1], "open"]);
  });

  it("is attended as soon as the code is there: a token is renewed ahead of its end", async () => {
    const { server, page, clock, realtime, subscribe, seqs } = aPage();
    subscribe();
    await clock.pass(100);
    page.setLoading(true);
    server.cut();
    await clock.pass(10_000);
    await clock.pass(3_560_000);
    server.publish(chat, typed);
    await clock.pass(100);
    expect([seqs, realtime.monitor().reconnects]).to.deep.equal([[1], { "network error": 1 }]);
    expect(server.requests.length).to.equal(3);
  });

  it("opens channels that are asked for later", async () => {
    const { server, clock, realtime, seqs, subscribe } = aPage();
    subscribe();
    await clock.pass(100);
    const others: unknown[] = [];
    realtime.subscribe("global", ({ seq }: RealtimeEvent) => void others.push(seq));
    await clock.pass(100);
    server.publish(chat, typed);
    server.publish("global", "system:maintenance");
    await clock.pass(100);
    expect([seqs, others]).to.deep.equal([[1], [1]]);
  });

  it("holds events after a reset until the code to fetch is there, and drops none", async () => {
    const { server, page, clock, seqs, subscribe } = aPage();
    const fetched: number[] = [];
    subscribe({ refetch: () => Promise.resolve(fetched.push(seqs.length)) });
    await clock.pass(100);
    server.recreate(chat);
    server.publish(chat, typed);
    server.publish(chat, typed);
    await clock.pass(60_000);
    expect([seqs, fetched]).to.deep.equal([[], []]);
    page.setLoading(true);
    await clock.pass(60_000);
    expect([seqs, fetched]).to.deep.equal([[1, 2], [0]]);
  });

  it("begins at the present where what was kept cannot be given back, and is told so", async () => {
    const { clock, server, seqs, starts, subscribe } = aPage();
    subscribe({ state: { name: "chat", save: () => seqs, restore: () => undefined } });
    await clock.pass(60_000);
    server.publish(chat, typed);
    await clock.pass(100);
    expect([seqs, starts]).to.deep.equal([[1], ["live"]]);
  });

  it("finds a stream that says nothing any more, and opens another", async () => {
    const { server, clock, realtime, seqs, subscribe } = aPage();
    subscribe();
    await clock.pass(100);
    server.freeze();
    server.publish(chat, typed);
    await clock.pass(80_000);
    server.freeze(false);
    await clock.pass(80_000);
    expect([seqs, realtime.state.type]).to.deep.equal([[1], "open"]);
  });

  it("makes requests as the user", async () => {
    const { realtime, server } = aPage();
    await realtime.request("/api/spaces");
    expect(server.requests.at(-1)?.headers.get("Authorization")).to.match(/^Bearer /);
  });
});
