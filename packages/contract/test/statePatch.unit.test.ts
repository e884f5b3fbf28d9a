import { expect } from "chai";
import fc from "fast-check";
import { applyPatch, type StateObject, StatePatch, valueAt } from "@firecast/contract/statePatch";

describe("a patch of a state", () => {
  it("sets and takes away by path, and leaves no empty objects behind", () => {
    const state = { votes: { alice: 1 }, title: "Lunch?" };
    expect(applyPatch(state, { "votes.bob": 2, title: null })).to.deep.equal({ votes: { alice: 1, bob: 2 } });
    expect(applyPatch(state, { "votes.alice": null })).to.deep.equal({ title: "Lunch?" });
    expect(applyPatch(state, { votes: { carol: 3 } })).to.deep.equal({
      votes: { carol: 3 },
      title: "Lunch?",
    });
    expect(applyPatch(state, { "title.de": "Essen?" })).to.deep.equal({ ...state, title: { de: "Essen?" } });
    expect(applyPatch(state, { "title.de": null, "nothing.here": null })).to.deep.equal(state);
    expect(state).to.deep.equal({ votes: { alice: 1 }, title: "Lunch?" });
  });

  it("sees no names that objects inherit", () => {
    expect(valueAt({}, "constructor")).to.equal(undefined);
    expect(applyPatch({}, { "constructor.name": 1 })).to.deep.equal({ constructor: { name: 1 } });
    expect(applyPatch({ a: 1 }, { toString: null })).to.deep.equal({ a: 1 });
  });

  it("is refused where it is none", () => {
    const tooMany = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k${n}`, n]));
    const deep = Array.from({ length: 11 }, () => "a").join(".");
    const keys = ["", ".", "a.", ".a", "a..b", "a\n", "\ud800", "x".repeat(129), deep];
    const hostile: unknown[] = keys.map((key) => ({ [key]: 1 }));
    hostile.push({}, [], null, "a", tooMany, { a: 1, "a.b": 2 }, { a: Infinity }, { a: undefined });
    hostile.push(JSON.parse('{"__proto__":{"x":1}}'), JSON.parse('{"a.__proto__.b":1}'));
    hostile.push({ constructor: 1 }, { "a.constructor": 1 });
    for (const patch of hostile)
      expect(StatePatch.safeParse(patch).success, JSON.stringify(patch)).to.equal(false);
    for (const key of ["a", "a.b.c", "ünï", "1,2", "a b", "x".repeat(128), "a__proto__"])
      expect(StatePatch.safeParse({ [key]: [[1], { b: null }] }).success, key).to.equal(true);
  });

  it("of text that a client sends is a patch or refused, and keeps its own keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (patch) => {
        // zod leaves out what would be the prototype of a value.
        fc.pre(!JSON.stringify(patch).includes("__proto__"));
        const parsed = StatePatch.safeParse(patch);
        if (parsed.success) expect(parsed.data).to.deep.equal(patch);
      }),
    );
  });

  it("changes nothing but what it names", () => {
    const name = fc.constantFrom("a", "b", "c");
    const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.option(fc.nat(9)))), key, fc.nat(9), (history, other, value) => {
        const state = history.reduce<StateObject>((before, [at, to]) => applyPatch(before, { [at]: to }), {});
        const after = applyPatch(state, { [other]: value });
        expect(valueAt(after, other)).to.equal(value);
        for (const at of ["a", "b", "c"]) {
          if (!other.startsWith(at)) expect(valueAt(after, at)).to.deep.equal(valueAt(state, at));
        }
      }),
    );
  });
});
