import { EventEmitter } from "node:events";
import { expect } from "chai";
import { concurrencyLimit } from "../../../src/platform/concurrency/concurrencyLimit.js";
import { Problem } from "../../../src/platform/problems.js";
import { settled, virtualTime } from "../../realtime/support/virtualTime.js";

/** Calls that go on until the test ends them, in the order in which they began. */
function aWorld({ atOnce = 2, waiting = 10 } = {}) {
  const run = concurrencyLimit({ atOnce, waiting });
  const begun: string[] = [];
  const finish = new Map<string, (failure?: Error) => void>();
  const outcomes: Record<string, string> = {};
  const call = (uid: string, name: string) => {
    const response = new EventEmitter();
    const work = (): Promise<void> => {
      begun.push(name);
      return new Promise((resolve, reject) => {
        finish.set(name, (failure) => (failure ? reject(failure) : resolve()));
      });
    };
    run(uid, response, work).then(
      () => (outcomes[name] = "done"),
      (error: unknown) => (outcomes[name] = error instanceof Problem ? error.code : String(error)),
    );
    return response;
  };
  const end = async (name: string, failure?: Error): Promise<void> => {
    finish.get(name)?.(failure);
    await settled();
  };
  return { call, begun, end, outcomes };
}

describe("F7: the calls of one account in flight", () => {
  it("are so many at once; the others get their turn in the order in which they came", async () => {
    const { call, begun, end, outcomes } = aWorld();
    for (const name of ["a", "b", "c", "d"]) call("mia", name);
    await settled();
    expect(begun).to.deep.equal(["a", "b"]);
    await end("b");
    expect(begun).to.deep.equal(["a", "b", "c"]);
    await end("a", new Error("failed"));
    expect(begun).to.deep.equal(["a", "b", "c", "d"]);
    expect(outcomes).to.deep.equal({ b: "done", a: "Error: failed" });
  });

  it("do not hold up those of another account", async () => {
    const { call, begun } = aWorld({ atOnce: 1 });
    for (const name of ["a", "b", "c"]) call("mia", name);
    call("max", "x");
    await settled();
    expect(begun).to.deep.equal(["a", "x"]);
  });

  it("leave the queue where the client has gone, and are never begun", async () => {
    const { call, begun, end, outcomes } = aWorld({ atOnce: 1, waiting: 2 });
    call("mia", "a");
    const gone = call("mia", "b");
    call("mia", "c");
    gone.emit("close");
    await settled();
    expect(outcomes).to.deep.equal({ b: "done" });
    call("mia", "d");
    await end("a");
    await end("c");
    await end("d");
    expect(begun).to.deep.equal(["a", "c", "d"]);
    expect(gone.listenerCount("close")).to.equal(0);
  });

  it("free their place once only when the client leaves while it is served", async () => {
    const { call, begun, end } = aWorld({ atOnce: 1 });
    const left = call("mia", "a");
    call("mia", "b");
    call("mia", "c");
    await settled();
    left.emit("close");
    await settled();
    expect(begun).to.deep.equal(["a"]);
    await end("a");
    expect(begun).to.deep.equal(["a", "b"]);
  });

  it("are refused where many wait already", async () => {
    const { call, end, outcomes } = aWorld({ atOnce: 1, waiting: 2 });
    for (const name of ["a", "b", "c", "d"]) call("mia", name);
    await settled();
    expect(outcomes).to.deep.equal({ d: "rate_limited" });
    await end("a");
    call("mia", "e");
    await settled();
    expect(outcomes).to.deep.equal({ d: "rate_limited", a: "done" });
  });

  describe("wait", () => {
    beforeEach(() => virtualTime.start());
    afterEach(() => virtualTime.stop());

    it("for 10 s at most, and then are asked to come again", async () => {
      const { call, begun, end, outcomes } = aWorld({ atOnce: 1 });
      call("mia", "a");
      call("mia", "b");
      await virtualTime.pass(9999);
      expect(outcomes).to.deep.equal({});
      await virtualTime.pass(1);
      expect(outcomes).to.deep.equal({ b: "unavailable" });
      await end("a");
      expect(begun).to.deep.equal(["a"]);
    });
  });
});
