import { expect } from "chai";
import fc from "fast-check";
import {
  applyChange,
  bothChanges,
  changeAfter,
  changeBefore,
  changeBetween,
  compact,
  placeAfter,
  reverseOf,
  type TextStep,
} from "@firecast/contract/textChange";
import { anyCharacter } from "../../../functions/test/support/anyCharacter.js";

const text = fc.string({ unit: anyCharacter, maxLength: 12 });

/** A change that fits a text of that length. */
const changeOf = (length: number): fc.Arbitrary<TextStep[]> =>
  fc
    .array(
      fc.oneof(
        fc.record({ insert: fc.string({ minLength: 1, maxLength: 4 }) }),
        fc.record({
          insert: fc.string({ minLength: 1, maxLength: 4 }),
          continues: fc.constant(true as const),
        }),
        fc.record({ retain: fc.integer({ min: 1, max: 4 }) }),
        fc.record({ delete: fc.integer({ min: 1, max: 4 }) }),
      ),
      { maxLength: 6 },
    )
    .map((steps) => {
      let left = length;
      return steps.filter((step) => {
        const needed = "insert" in step ? 0 : "retain" in step ? step.retain : step.delete;
        if (needed > left) return false;
        left -= needed;
        return true;
      });
    });

describe("a change of a text", () => {
  it("between two texts makes the one of the other, and splits no pair of surrogates", () => {
    fc.assert(
      fc.property(text, text, fc.option(fc.nat(12), { nil: undefined }), (before, after, caret) => {
        const change = changeBetween(before, after, caret);
        expect(applyChange(before, change)).to.equal(after);
        for (const step of change) if ("insert" in step) expect(step.insert).to.match(/^\P{Surrogate}*$/u);
      }),
    );
  });

  it("says as little as it can: what is the same at both ends is kept", () => {
    expect(changeBetween("one two", "one, two")).to.deep.equal([{ retain: 3 }, { insert: "," }]);
    expect(changeBetween("a\u{1f600}b", "a\u{1f601}b")).to.deep.equal([
      { retain: 1 },
      { insert: "\u{1f601}" },
      { delete: 2 },
    ]);
    expect(changeBetween("same", "same")).to.deep.equal([]);
  });

  it("does not fit where it reaches beyond the end", () => {
    expect(applyChange("abc", [{ retain: 3 }, { insert: "d" }])).to.equal("abcd");
    expect(applyChange("abc", [{ retain: 4 }])).to.equal(undefined);
    expect(applyChange("abc", [{ delete: 4 }])).to.equal(undefined);
  });

  it("is the same in its shortest form", () => {
    fc.assert(
      fc.property(
        text.chain((before) => fc.tuple(fc.constant(before), changeOf(before.length))),
        ([before, change]) => {
          expect(applyChange(before, compact(change))).to.equal(applyChange(before, change));
        },
      ),
    );
  });

  it("keeps what it says after another one: all that both put in is there, and all that either took out is gone", () => {
    const marked = fc.nat({ max: 8 }).chain((length) => {
      const before = "0123456789".slice(0, length);
      return fc.tuple(fc.constant(before), changeOf(length), changeOf(length));
    });
    fc.assert(
      fc.property(marked, ([before, first, second]) => {
        const after = applyChange(before, first) ?? "";
        const merged = applyChange(after, changeAfter(second, first));
        const kept = (change: TextStep[]) =>
          applyChange(
            before,
            change.filter((step) => !("insert" in step)),
          ) ?? "";
        const inBoth = [...before].filter(
          (digit) => kept(first).includes(digit) && kept(second).includes(digit),
        );
        const put = (change: TextStep[]) =>
          change.flatMap((step) => ("insert" in step ? step.insert.length : []));
        const length = [...put(first), ...put(second)].reduce((sum, one) => sum + one, inBoth.length);
        expect(merged).to.have.length(length);
      }),
    );
  });

  it("stands behind the one that was committed first, where both put in at the same place", () => {
    const after = changeAfter([{ retain: 1 }, { insert: "B" }], [{ retain: 1 }, { insert: "A" }]);
    expect(applyChange("xAy", after)).to.equal("xABy");
  });

  it("that continues its writer's own text stands right behind it, whoever was first", () => {
    const [own, other]: TextStep[][] = [
      [{ retain: 1 }, { insert: "B", continues: true }],
      [{ retain: 1 }, { insert: "A" }],
    ];
    expect(applyChange("xAy", changeAfter(own ?? [], other ?? []))).to.equal("xBAy");
    expect(applyChange("xBy", changeAfter(other ?? [], own ?? []))).to.equal("xBAy");
    expect(applyChange("xBy", changeBefore(other ?? [], own ?? []))).to.equal("xBAy");
  });

  it("is where the caret tells, of two letters that are the same", () => {
    expect(changeBetween("a Cake", "a CCake")).to.deep.equal([{ retain: 3 }, { insert: "C" }]);
    expect(changeBetween("a Cake", "a CCake", 3)).to.deep.equal([{ retain: 2 }, { insert: "C" }]);
    expect(changeBetween("see", "se", 1)).to.deep.equal([{ retain: 1 }, { delete: 1 }]);
  });

  it("leaves the same text by whichever way it goes after several others", () => {
    const three = fc
      .nat({ max: 8 })
      .chain((length) =>
        fc.tuple(fc.constant("abcdefgh".slice(0, length)), changeOf(length), changeOf(length)),
      );
    fc.assert(
      fc.property(three, ([before, first, second]) => {
        const middle = applyChange(before, first) ?? "";
        const direct = changeBetween(before, middle);
        // The same first change said in another way: the second one after it fits as well.
        for (const way of [first, compact(first), direct])
          expect(applyChange(middle, changeAfter(second, way))).to.be.a("string");
      }),
    );
  });

  const two = text.chain((before) =>
    fc.tuple(fc.constant(before), changeOf(before.length), changeOf(before.length)),
  );
  const apply = (before: string, change: TextStep[]) => applyChange(before, change) ?? "does not fit";

  it("meets another one in the same text, whichever of the two is applied first", () => {
    fc.assert(
      fc.property(two, ([before, first, second]) => {
        const onFirst = apply(apply(before, first), changeAfter(second, first));
        expect(apply(apply(before, second), changeBefore(first, second))).to.equal(onFirst);
      }),
    );
  });

  it("joined with the one that follows makes the same text, and reversed makes the one before", () => {
    const twice = text
      .chain((before) => fc.tuple(fc.constant(before), changeOf(before.length)))
      .chain(([before, first]) =>
        fc.tuple(fc.constant(before), fc.constant(first), changeOf(apply(before, first).length)),
      );
    fc.assert(
      fc.property(twice, ([before, first, second]) => {
        const after = apply(apply(before, first), second);
        expect(apply(before, bothChanges(first, second))).to.equal(after);
        expect(apply(apply(before, first), reverseOf(before, first))).to.equal(before);
      }),
    );
  });

  it("moves the places behind it", () => {
    const change = [{ retain: 2 }, { insert: "ab" }, { delete: 3 }];
    expect([0, 2, 3, 5, 7].map((place) => placeAfter(place, change))).to.deep.equal([0, 2, 4, 4, 6]);
    expect(placeAfter(2, change, true)).to.equal(4);
  });
});
