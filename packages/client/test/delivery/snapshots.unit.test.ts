import { expect } from "chai";
import { createTestRealtime } from "../../src/testing.js";

const state = "tools/poll/state";
const changed = "tool:state:updated";

/** A keyed channel, and what a subscription that wants its state is given. */
function onState(options = {}) {
  const test = createTestRealtime({}, { keyed: [state], ...options });
  const heard: unknown[] = [];
  const change = (key: string, value: number) => test.server.publish(state, changed, { key, value });
  const follow = () =>
    test.realtime.subscribe(state, ({ seq }) => void heard.push(seq), {
      snapshot: ({ seq, entries }) => void heard.push([seq, ...entries.map(({ key }) => key)]),
    });
  return { ...test, heard, change, follow };
}

describe("the state of a keyed channel", () => {
  it("comes first, and then what changes it: also for who comes late, and for each once", async () => {
    const { heard, change, follow, clock, server } = onState();
    change("a", 1);
    change("b", 1);
    follow();
    await clock.pass(100);
    change("a", 2);
    await clock.pass(100);
    expect(heard.splice(0)).to.deep.equal([[2, "a", "b"], 3]);
    follow();
    await clock.pass(100);
    change("b", 2);
    await clock.pass(100);
    expect(heard).to.deep.equal([[3, "a", "b"], 4, 4]);
    expect(server.open).to.equal(1);
  });

  it("has what came while it was fetched once, and comes again after a reset", async () => {
    const { heard, change, follow, clock, server } = onState({ history: 5 });
    server.refuse(503, { path: "/stream", times: 1 });
    follow();
    change("a", 1);
    await clock.pass(3000);
    expect(heard.splice(0)).to.deep.equal([[1, "a"]]);
    server.down();
    for (let value = 0; value < 20; value++) change("b", value);
    server.down(false);
    await clock.pass(5000);
    change("c", 1);
    await clock.pass(100);
    expect(heard).to.deep.equal([[21, "b"], 22]);
  });

  it("is none of a channel that is not keyed, which is told, and its events come", async () => {
    const { realtime, server, clock } = createTestRealtime();
    const seqs: unknown[] = [];
    const errors: string[] = [];
    realtime.onError(({ message }) => errors.push(message));
    realtime.subscribe("global", ({ seq }) => void seqs.push(seq), { snapshot: () => seqs.push("state") });
    await clock.pass(100);
    server.publish("global", "system:maintenance");
    await clock.pass(100);
    expect([seqs, errors]).to.deep.equal([[1], ["global is not keyed: it has no state."]]);
  });

  it("of one user is not given to the next", async () => {
    const { realtime, heard, change, follow, clock } = onState();
    change("a", 1);
    follow();
    await clock.pass(0);
    realtime.signOut();
    await clock.pass(60_000);
    expect(heard).to.deep.equal([]);
  });
});
