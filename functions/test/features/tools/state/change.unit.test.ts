import { expect } from "chai";
import fc from "fast-check";
import {
  applyPatch,
  type Json,
  type StateObject,
  type StatePatch,
  valueAt,
} from "@firecast/contract/statePatch";
import {
  type Change,
  change,
  emptyState,
  type KeptState,
} from "../../../../src/features/tools/state/change.js";
import { Problem } from "../../../../src/platform/problems.js";

const after = (...changes: readonly Change[]): KeptState =>
  changes.reduce((kept, next) => change(kept, next).kept, emptyState);

const name = fc.constantFrom("a", "b");
const aKey = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));
const aValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.nat(3),
  fc.constant<Json>([1]),
  fc.constant({}),
  fc.constant({ a: 1 }),
  fc.constant({ b: { a: 2 } }),
);
const isOverlapping = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
const aPatch: fc.Arbitrary<StatePatch> = fc
  .uniqueArray(fc.tuple(aKey, aValue), {
    minLength: 1,
    maxLength: 3,
    comparator: ([one], [other]) => isOverlapping(one, other),
  })
  .map((entries) => Object.fromEntries(entries));
const aChange = fc.record({ patch: aPatch, by: fc.constantFrom("alice", "bob", "carol") });
const aHistory = fc.array(aChange, { minLength: 1, maxLength: 12 });

describe("a change of a shared state", () => {
  it("tells what it replaced of others, for the keys that they changed since its base", () => {
    const kept = after(
      { patch: { title: "Lunch?", "votes.alice": 1 }, by: "alice" },
      { patch: { title: "Dinner?" }, by: "bob" },
    );
    const patch = { title: "Tea?", "votes.alice": 2, "votes.bob": 1 };
    const tell = (by: string, baseVersion?: number) => change(kept, { patch, by, baseVersion }).overwritten;
    expect(tell("carol", 2)).to.deep.equal({});
    expect(tell("carol", 1)).to.deep.equal({ title: "Dinner?" });
    expect(tell("carol", 0)).to.deep.equal({ title: "Dinner?", "votes.alice": 1 });
    expect(tell("bob", 0), "one's own change is no news").to.deep.equal({
      title: "Dinner?",
      "votes.alice": 1,
    });
    expect(tell("alice", 1)).to.deep.equal({ title: "Dinner?" });
    expect(tell("carol"), "without a base").to.deep.equal({});
  });

  it("tells of what was taken away by null", () => {
    const kept = after({ patch: { "a.b": 1 }, by: "alice" }, { patch: { "a.b": null }, by: "bob" });
    expect(change(kept, { patch: { "a.b": 2 }, by: "alice", baseVersion: 1 }).overwritten).to.deep.equal({
      "a.b": null,
    });
  });

  it("names the value that stood in its way, so that no reader misses that it is gone", () => {
    const kept = after({ patch: { title: "Lunch?" }, by: "alice" });
    const patch = { "title.en": "Lunch?", "title.de": "Essen?" };
    expect(change(kept, { patch, by: "bob" }).patch).to.deep.equal({ title: { en: "Lunch?", de: "Essen?" } });
  });

  it("is refused on a base that is yet to come, and where it would be too much", () => {
    const kept = after({ patch: { a: "x".repeat(200_000) }, by: "alice" });
    const refusal = (next: Change) => {
      try {
        return change(kept, next);
      } catch (error) {
        return error instanceof Problem ? error.code : error;
      }
    };
    expect(refusal({ patch: { b: 1 }, by: "alice", baseVersion: 2 })).to.equal("invalid_request");
    expect(refusal({ patch: { b: "x".repeat(63_000) }, by: "alice" })).to.equal("payload_too_large");
    expect(refusal({ patch: { a: "x".repeat(63_000) }, by: "alice" })).to.be.an("object");
    let full = emptyState;
    const add = (n: number) => {
      const keys = Array.from({ length: 100 }, (_, index) => [`k${n}`, index].join("-"));
      full = change(full, { patch: Object.fromEntries(keys.map((key) => [key, n])), by: "alice" }).kept;
    };
    for (let n = 0; n < 10; n++) add(n);
    expect(() => {
      add(10);
    }).to.throw("at most 1000 keys");
    const removals = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k0-${index}`, null]));
    full = change(full, { patch: removals, by: "alice" }).kept;
    add(11);
  });

  it("makes one state of its events, for a reader of all and for one of the newest of each key", () => {
    fc.assert(
      fc.property(aHistory, fc.nat(12), (history, seen) => {
        let kept = emptyState;
        const patches = history.map((next) => {
          const changed = change(kept, next);
          kept = changed.kept;
          return changed.patch;
        });
        const newest = new Map(
          patches.flatMap((patch, index) => Object.keys(patch).map((key) => [key, index])),
        );
        const fold = (start: StateObject, some: readonly StatePatch[]) => some.reduce(applyPatch, start);
        const start = fold({}, patches.slice(0, seen));
        const missed = patches.filter(
          (patch, index) => index >= seen && Object.keys(patch).some((key) => newest.get(key) === index),
        );
        expect(fold({}, patches), "all").to.deep.equal(kept.state);
        expect(fold(start, missed), "the newest of each key").to.deep.equal(kept.state);
      }),
      { numRuns: 1000 },
    );
  });

  it("tells exactly the keys that others changed since the base, whatever came before", () => {
    fc.assert(
      fc.property(aHistory, aChange, fc.nat(12), (history, last, base) => {
        const baseVersion = Math.min(base, history.length);
        let kept = emptyState;
        const effects = history.map((next) => {
          const changed = change(kept, next);
          kept = changed.kept;
          return { by: next.by, keys: Object.keys(changed.patch) };
        });
        const others = effects.slice(baseVersion).filter(({ by }) => by !== last.by);
        const expected = Object.keys(last.patch).filter((key) =>
          others.some(({ keys }) => keys.some((changed) => isOverlapping(changed, key))),
        );
        const { overwritten } = change(kept, { ...last, baseVersion });
        expect(overwritten).to.deep.equal(
          Object.fromEntries(expected.map((key) => [key, valueAt(kept.state, key) ?? null])),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
