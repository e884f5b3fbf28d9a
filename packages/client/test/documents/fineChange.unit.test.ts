import { expect } from "chai";
import fc from "fast-check";
import { applyChange } from "@firecast/contract/textSteps";
import { fineChange } from "../../src/documents/fineChange.js";

describe("the fine difference of two texts", () => {
  it("makes the one of the other, and splits no pair of surrogates", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\u{1f600}", "\u{1f601}"), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const change = fineChange(before, after);
        expect(applyChange(before, change)).to.equal(after);
        for (const step of change) if ("insert" in step) expect(step.insert).to.match(/^\P{Surrogate}*$/u);
      }),
    );
  });

  it("keeps what stays between two places, and is one stretch where nearly all is new", () => {
    expect(fineChange("Soup. Tea.", "Today: Soup. Bread. Tea.")).to.deep.equal([
      { insert: "Today: " },
      { retain: 6 },
      { insert: "Bread. " },
    ]);
    const [before, after] = ["a".repeat(5000), "b".repeat(5000)];
    expect(fineChange(before, after)).to.deep.equal([{ insert: after }, { delete: 5000 }]);
  });
});
