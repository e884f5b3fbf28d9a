import { expect } from "chai";
import fc from "fast-check";
import { applyPatch, type Json, type StateObject } from "@firecast/contract/stateTree";
import { StatePatch } from "@firecast/contract/statePatch";
import type { StateChanged, StateUpdated } from "@firecast/contract/tools";
import { addToDraft, partsOf } from "../../src/toolState/draft.js";
import { createToolState } from "../../src/toolState/toolState.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A tool on a server that answers and tells when the test says so. */
function aTool(initial: StateObject = {}) {
  let state = initial;
  let version = 1;
  let keys = 0;
  const timers: { ms: number; act: () => void }[] = [];
  const writes: { patch: StateObject; baseVersion: number; serve: (refuse?: boolean) => void }[] = [];
  const events: { idempotencyKey?: string; data: StateUpdated }[] = [];
  const commit = (patch: StateObject, by: string, idempotencyKey?: string): number => {
    state = applyPatch(state, patch);
    const data = { toolId: "poll", version: ++version, patch: { ...patch }, by };
    events.push({ data, ...(idempotencyKey !== undefined && { idempotencyKey }) });
    return version;
  };
  const tool = createToolState({
    load: () => Promise.resolve({ state: { ...state }, version, cursor: "c" }),
    write: ({ patch, baseVersion }, key) =>
      new Promise<StateChanged>((resolve, reject) =>
        writes.push({
          patch,
          baseVersion,
          serve: (refuse) =>
            refuse
              ? reject(new Error("forbidden"))
              : resolve({ version: commit(patch, "alice", key), overwritten: {} }),
        }),
      ),
    newKey: () => `k${++keys}`,
    after: (ms, act) => {
      const timer = { ms, act };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
    },
  });
  return {
    tool,
    writes,
    timers,
    server: () => ({ state, version }),
    foreign: (patch: StateObject) => commit(patch, "bob"),
    tell: () => {
      const event = events.shift();
      if (event) tool.receive(event);
      return event !== undefined;
    },
    lose: () => void events.splice(0),
    elapse: () => timers.splice(0).forEach(({ act }) => act()),
  };
}

describe("a tool's shared state", () => {
  it("is changed at once and written after 300 ms, in one write for each pause", async () => {
    const { tool, writes, timers, elapse } = aTool({ votes: { bob: 1 } });
    await tool.load();
    tool.set("votes.alice", 1);
    tool.set("votes.alice", 2);
    tool.set("title", "Lunch?");
    expect(tool.get().state).to.deep.equal({ votes: { bob: 1, alice: 2 }, title: "Lunch?" });
    expect(timers.map(({ ms }) => ms)).to.deep.equal([300]);
    elapse();
    expect(writes.map(({ patch, baseVersion }) => [patch, baseVersion])).to.deep.equal([
      [{ "votes.alice": 2, title: "Lunch?" }, 1],
    ]);
    writes.shift()?.serve();
    await settled();
    expect(tool.get().isSaving).to.equal(false);
  });

  it("takes others' changes in the server's order, key by key", async () => {
    const { tool, writes, elapse, foreign, tell } = aTool({ a: 0, b: 0 });
    await tool.load();
    tool.set("a", "mine");
    elapse();
    foreign({ a: "theirs, first", b: "theirs" });
    tell();
    expect(tool.get().state).to.deep.equal({ a: "mine", b: "theirs" });
    writes.shift()?.serve();
    foreign({ a: "theirs, last" });
    await settled();
    while (tell());
    expect(tool.get().state).to.deep.equal({ a: "theirs, last", b: "theirs" });
  });

  it("returns to what was before a write that fails, with the error, and keeps what came after", async () => {
    const { tool, writes, elapse } = aTool({ a: 0 });
    await tool.load();
    tool.set("a", 1);
    elapse();
    tool.set("b", 2);
    writes.shift()?.serve(true);
    await settled();
    expect(tool.get()).to.deep.include({ state: { a: 0, b: 2 } });
    expect(String(tool.get().error)).to.equal("Error: forbidden");
    writes.shift()?.serve();
    await settled();
    expect(tool.get().error).to.equal(undefined);
  });

  it("makes patches that the server takes and that do what the single changes did", () => {
    const name = fc.constantFrom("a", "b", "c");
    const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));
    const value: fc.Arbitrary<Json> = fc.oneof(
      fc.constant(null),
      fc.integer(),
      fc.dictionary(name, fc.integer({ min: 1 }), { minKeys: 1, noNullPrototype: true }),
    );
    const changes = fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 8 });
    const state = fc.dictionary(
      name,
      fc.oneof(fc.integer(), fc.dictionary(name, fc.integer(), { minKeys: 1 })),
    );
    fc.assert(
      fc.property(state, changes, (before: StateObject, all) => {
        const draft = all.reduce(
          (draft: StateObject, [key, value]) => addToDraft(draft, { [key]: value }),
          {},
        );
        expect(StatePatch.safeParse(draft).success, JSON.stringify(draft)).to.equal(true);
        // Drafted objects say all that is in them, so the draft alone decides: sent twice it changes nothing.
        const once = applyPatch(before, draft);
        expect(applyPatch(once, draft)).to.deep.equal(once);
        if (all.every(([key]) => !key.includes(".")))
          expect(once).to.deep.equal(
            all.reduce((s, [key, value]) => applyPatch(s, { [key]: value }), before),
          );
      }),
    );
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`k${n}`, n]));
    expect(partsOf(many).map((part) => Object.keys(part).length)).to.deep.equal([100, 100, 50]);
  });

  it("ends as the server, however changes, writes, events, resets and refusals interleave", async () => {
    const step = fc.record({
      act: fc.constantFrom(
        "set",
        "set",
        "elapse",
        "serve",
        "refuse",
        "foreign",
        "tell",
        "tell",
        "reset",
        "load",
      ),
      key: fc.constantFrom("a", "a.x", "a.y", "b"),
      value: fc.constantFrom(null, 1, 2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const world = aTool();
        await world.tool.load();
        for (const { act, key, value } of steps) {
          if (act === "set") world.tool.set(key, value);
          if (act === "elapse") world.elapse();
          if (act === "serve") world.writes.shift()?.serve();
          if (act === "refuse") world.writes.shift()?.serve(true);
          if (act === "foreign") world.foreign({ [key]: value });
          if (act === "tell") world.tell();
          if (act === "load") void world.tool.load();
          if (act === "reset") {
            world.lose();
            void world.tool.reset();
          }
          if (value === null) await settled();
        }
        world.elapse();
        for (let round = 0; round < 40 && world.tool.get().isSaving; round++) {
          world.writes.shift()?.serve();
          await settled();
        }
        while (world.tell());
        await settled();
        expect(world.tool.get()).to.deep.include(world.server());
      }),
      { numRuns: 100 },
    );
  });
});
