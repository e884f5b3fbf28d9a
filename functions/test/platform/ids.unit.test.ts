import { expect } from "chai";
import fc from "fast-check";
import { Segment } from "@firecast/contract/core/ids";
import { derivedId, randomIds } from "../../src/platform/ids.js";
import { anyCharacter } from "../support/anyCharacter.js";

describe("a derived id", () => {
  it("is the same for the same parts, and another one for any others", () => {
    const parts = fc.array(fc.string({ unit: anyCharacter, maxLength: 5 }), { maxLength: 5 });
    fc.assert(
      fc.property(parts, parts, (one, two) => {
        const same = JSON.stringify(one) === JSON.stringify(two);
        expect(derivedId(...one) === derivedId(...two)).to.equal(same);
      }),
    );
  });

  it("knows where one part ends and the next begins", () => {
    const apart = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], ["2:abc"], ["1:a", "bc"], []];
    expect(new Set(apart.map((parts) => derivedId(...parts))).size).to.equal(apart.length);
  });

  it("is allowed as a segment of a path", () => {
    fc.assert(fc.property(fc.array(fc.string()), (parts) => Segment.safeParse(derivedId(...parts)).success));
  });

  it("stays what it is: stored documents bear it", () => {
    expect(derivedId("mia", "POST /api/spaces", "key-1")).to.equal("ngGOt68L4W_qcNKx7S8YwL7vTjh");
  });
});

describe("a random id", () => {
  it("is allowed as a segment and never comes twice", () => {
    const ids = Array.from({ length: 10_000 }, () => randomIds.next());
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.every((id) => Segment.safeParse(id).success)).to.equal(true);
  });

  it("that is a secret has 256 bits", () => {
    expect(randomIds.secret()).to.match(/^[A-Za-z0-9_-]{43}$/);
  });
});
