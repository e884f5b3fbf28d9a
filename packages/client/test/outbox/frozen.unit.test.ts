import { expect } from "chai";
import { browserSharing, type Locks } from "../../src/outbox/browserSharing.js";
import { memoryStore } from "../../src/outbox/store.js";
import { aWorld, message, settled } from "./world.js";

/** Locks and channels of one browser; a frozen tab hears nothing, and keeps its lock. */
function aBrowser() {
  const waiting: (() => void)[] = [];
  let holder: { lost: () => void } | undefined;
  const hearing = new Map<object, (data: unknown) => void>();
  const frozen = new Set<object>();
  const locks: Locks = {
    request: (_name, { steal = false }, held) =>
      new Promise((resolve, reject) => {
        const take = (): void => {
          holder = { lost: () => reject(new DOMException("stolen", "AbortError")) };
          void held().then(() => {
            holder = undefined;
            resolve(undefined);
            waiting.shift()?.();
          });
        };
        if (steal) {
          holder?.lost();
          take();
        } else if (holder) waiting.push(take);
        else take();
      }),
  };
  return {
    tab: () => {
      const tab = {};
      const sharing = browserSharing("outbox", {
        locks,
        openChannel: () => ({
          postMessage: (data) => {
            for (const [other, hear] of hearing) if (other !== tab && !frozen.has(other)) hear(data);
          },
          set onmessage(hear: ((event: MessageEvent) => unknown) | null) {
            hearing.set(tab, (data) => void hear?.({ data } as MessageEvent));
          },
          close: () => void hearing.delete(tab),
        }),
      });
      return { sharing, freeze: (isFrozen = true) => void (isFrozen ? frozen.add(tab) : frozen.delete(tab)) };
    },
  };
}

describe("what is written while the tab that sends is frozen", () => {
  it("is sent by another one, once; the frozen one sends nothing when it thaws", async () => {
    const browser = aBrowser();
    const world = aWorld(memoryStore());
    const [first, second] = [browser.tab(), browser.tab()];
    world.open({ sharing: first.sharing });
    const outbox = world.open({ sharing: second.sharing });
    await settled();
    first.freeze();
    await outbox.add(message("one"));
    await settled();
    expect(world.sent).to.deep.equal([]);
    await world.tick(); // asks
    await world.tick(); // is not answered
    await settled();
    expect([world.sent, outbox.get().rows]).to.deep.equal([["one"], []]);
    first.freeze(false);
    await outbox.add(message("two"));
    await settled();
    await world.tick();
    expect(world.sent).to.deep.equal(["one", "two"]);
  });

  it("stays with a tab that answers, however long its server takes", async () => {
    const browser = aBrowser();
    const world = aWorld(memoryStore());
    world.answer = () => new Promise(() => undefined);
    world.open({ sharing: browser.tab().sharing });
    const outbox = world.open({ sharing: browser.tab().sharing });
    await outbox.add(message("one"));
    for (let ticks = 0; ticks < 5; ticks++) await world.tick();
    expect(world.sent).to.deep.equal(["one"]);
  });
});
