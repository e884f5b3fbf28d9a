import { expect } from "chai";
import { environmentHere } from "../../src/environment/here.js";
import { browserSharing } from "../../src/outbox/browserSharing.js";
import { storeHere } from "../../src/outbox/here.js";
import { createRealtime } from "../../src/createRealtime.js";
import { createTestRealtime } from "../../src/testing.js";

/** What a browser does in a frame of an unknown origin, or where its user has forbidden pages to store anything. */
const denied = () => new DOMException("The operation is insecure.", "SecurityError");
const locks = { request: () => Promise.reject(denied()) };
const target = { addEventListener: () => undefined, removeEventListener: () => undefined };
const page = {
  fetch,
  document: { visibilityState: "visible", ...target },
  navigator: { locks },
  get sessionStorage(): never {
    throw denied();
  },
};

describe("a page that may keep nothing, and share nothing", () => {
  it("has a connection of its own", async () => {
    const { server, clock, page: known } = createTestRealtime();
    const { siblings, storage } = environmentHere(page);
    const realtime = createRealtime({}, { ...known.env, siblings, storage });
    realtime.subscribe("global", () => undefined, {
      state: { name: "rows", save: () => 1, restore: () => undefined },
    });
    await clock.pass(500);
    expect([realtime.state.type, server.open, storage]).to.deep.equal(["open", 1, undefined]);
    realtime.close();
  });

  it("sends what its user writes, for as long as it lasts", async () => {
    const { elect } = browserSharing("outbox", {
      locks,
      openChannel: () => ({ postMessage: () => undefined, onmessage: null, close: () => undefined }),
    });
    await new Promise<void>((resolve) => elect(resolve, () => undefined));
    const before = Object.getOwnPropertyDescriptor(globalThis, "indexedDB");
    Object.defineProperty(globalThis, "indexedDB", {
      configurable: true,
      get: () => {
        throw denied();
      },
    });
    expect(storeHere("outbox").durable).to.equal(false);
    Reflect.deleteProperty(globalThis, "indexedDB");
    if (before) Object.defineProperty(globalThis, "indexedDB", before);
  });

  it("tells other pages nothing any more once it has left them: a closed channel would throw", () => {
    let isClosed = false;
    const sharing = browserSharing("outbox", {
      locks,
      openChannel: () => ({
        onmessage: null,
        close: () => void (isClosed = true),
        postMessage: () => {
          if (isClosed) throw new DOMException("closed", "InvalidStateError");
        },
      }),
    });
    const leave = sharing.listen(() => undefined);
    sharing.post({ type: "changed" });
    leave();
    expect(() => sharing.post({ type: "changed" })).not.to.throw();
  });
});
