import { expect } from "chai";
import fc from "fast-check";
import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { indexedDbStore } from "../../src/outbox/indexedDbStore.js";
import type { OutboxNews } from "../../src/outbox/sharing.js";
import { memoryStore, type OutboxStore } from "../../src/outbox/store.js";
import { aWorld, fails, message, settled } from "./world.js";

describe("an outbox", () => {
  it("sends each write once, in order, and says how it ended", async () => {
    const world = aWorld();
    const outbox = world.open();
    await Promise.all([outbox.add(message("one")), outbox.add(message("two"))]);
    await settled();
    expect(world.sent).to.deep.equal(["one", "two"]);
    expect(world.outcomes).to.deep.equal(["k1 answered", "k2 answered"]);
    expect(outbox.get()).to.deep.equal({ rows: [], failed: [], waitsFor: "nothing", durable: false });
  });

  it("holds later writes of the same entity behind one that waits, and no others", async () => {
    const world = aWorld();
    world.answer = (text) => (text === "one" ? fails()() : {});
    const outbox = world.open();
    await outbox.add(message("one"));
    await outbox.add(message("two"));
    await outbox.add(message("elsewhere", "spaces/other/chat"));
    await settled();
    expect(world.sent).to.deep.equal(["one", "elsewhere"]);
    world.answer = () => ({});
    await world.tick();
    expect(world.sent).to.deep.equal(["one", "elsewhere", "one", "two"]);
  });

  it("ends a refused write with its problem, and goes on", async () => {
    const world = aWorld();
    world.answer = (text) => (text === "bad" ? fails(403)() : {});
    const outbox = world.open();
    await outbox.add(message("bad"));
    await outbox.add(message("good"));
    await settled();
    expect(world.outcomes).to.deep.equal(["k1 Error: 403", "k2 answered"]);
  });

  it("waits for a sign-in, and sends then", async () => {
    const world = aWorld();
    world.answer = fails(401);
    const outbox = world.open();
    await outbox.add(message("one"));
    await settled();
    await world.tick();
    expect([outbox.get().waitsFor, world.sent.length]).to.deep.equal(["sign-in", 1]);
    world.answer = () => ({});
    outbox.retry();
    await settled();
    expect(world.outcomes).to.deep.equal(["k1 answered"]);
  });

  it("changes and takes back what was never sent, and nothing else", async () => {
    const world = aWorld();
    world.answer = fails();
    const outbox = world.open();
    const [first, second, third] = [
      await outbox.add(message("first")),
      await outbox.add(message("second")),
      await outbox.add(message("third")),
    ];
    await settled();
    const changed = [
      await outbox.amend(first.key, '{"text":"no"}'),
      await outbox.amend(second.key, '{"text":"changed"}'),
      await outbox.discard(third.key),
      await outbox.discard(first.key),
    ];
    expect(changed).to.deep.equal([false, true, true, false]);
    world.answer = () => ({});
    await world.tick();
    expect(world.sent).to.deep.equal(["first", "first", "changed"]);
    expect(world.outcomes).to.deep.equal(["k3 discarded", "k1 answered", "k2 answered"]);
  });

  it("keeps writes over a reload, for their own user", async () => {
    Object.assign(globalThis, { indexedDB: new IDBFactory() });
    const world = aWorld(await indexedDbStore());
    world.answer = fails();
    const before = world.open();
    await before.add(message("one"));
    await before.add(message("two"));
    before.close();
    const stranger = world.open({ uid: "bob", store: await indexedDbStore() });
    await stranger.ready;
    expect(stranger.get().rows).to.deep.equal([]);
    world.answer = () => ({});
    world.sent.length = 0;
    const after = world.open({ store: await indexedDbStore() });
    await after.ready;
    expect(after.get().rows.map(({ key }) => key)).to.deep.equal(["k1", "k2"]);
    while (after.get().rows.length > 0) await settled();
    expect(world.sent).to.deep.equal(["one", "two"]);
    expect(after.get().durable).to.equal(true);
  });

  it("does not send what is older than 23 hours", async () => {
    const world = aWorld();
    world.answer = fails();
    const outbox = world.open();
    await outbox.add(message("one"));
    await settled();
    world.now = 23 * 3_600_000 + 1;
    await world.tick();
    expect([world.sent, world.outcomes]).to.deep.equal([["one"], ["k1 too old"]]);
  });

  it("lives on in memory when storage fails, says so, and is bounded", async () => {
    const broken: OutboxStore = {
      ...memoryStore(),
      durable: true,
      add: () => Promise.reject(new Error("QuotaExceededError")),
    };
    const world = aWorld(broken);
    world.answer = fails();
    const outbox = world.open({ maxRows: 1 });
    await outbox.add(message("one"));
    expect(outbox.get().durable).to.equal(false);
    const refused = await outbox.add(message("two")).catch(String);
    expect(refused).to.equal("Error: The outbox is full.");
    world.answer = () => ({});
    await settled();
    await world.tick();
    expect(world.outcomes).to.deep.equal(["k1 answered"]);
  });

  it("of several tabs is sent by one, and by the next when that one is gone; all hear how a write ends", async () => {
    const store = memoryStore();
    const world = aWorld(store);
    const tabs = new Set<(news: OutboxNews) => void>();
    const waiting: (() => void)[] = [];
    let held = false;
    const next = () => {
      held = waiting.length > 0;
      waiting.shift()?.();
    };
    const open = () => {
      let own: (news: OutboxNews) => void = () => undefined;
      return world.open({
        sharing: {
          elect: (lead) => {
            waiting.push(lead);
            if (!held) next();
            return { leave: next, steal: () => undefined };
          },
          post: (news) => [...tabs].filter((tab) => tab !== own).forEach((tab) => tab(news)),
          listen: (hear) => {
            own = hear;
            tabs.add(hear);
            return () => void tabs.delete(hear);
          },
        },
      });
    };
    const [leader, follower] = [open(), open()];
    await follower.add(message("one"));
    await settled();
    expect([world.sent, world.outcomes]).to.deep.equal([["one"], ["k1 answered", "k1 answered"]]);
    leader.close();
    await follower.add(message("two"));
    await settled();
    expect(world.sent).to.deep.equal(["one", "two"]);
    expect(follower.get().rows).to.deep.equal([]);
  });

  it("has each write take effect once and in order, whatever fails and whenever the page is reloaded", async () => {
    const step = fc.constantFrom("add", "add", "tick", "reload", "offline", "lost answer", "online");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const world = aWorld(memoryStore());
        const effects = new Set<string>();
        let added = 0;
        let outbox = world.open();
        world.answer = (text) => effects.add(text);
        for (const one of steps) {
          if (one === "add") await outbox.add(message(`m${++added}`));
          if (one === "tick") await world.tick();
          if (one === "offline") world.answer = fails();
          if (one === "lost answer")
            world.answer = (text) => {
              effects.add(text);
              return fails()();
            };
          if (one === "online") world.answer = (text) => effects.add(text);
          if (one !== "reload") continue;
          outbox.close();
          await settled();
          outbox = world.open();
        }
        world.answer = (text) => effects.add(text);
        await outbox.ready;
        for (let round = 0; outbox.get().rows.length > 0 && round < 50; round++) await world.tick();
        expect([...effects]).to.deep.equal(Array.from({ length: added }, (_, at) => `m${at + 1}`));
      }),
      { numRuns: 60 },
    );
  });
});
