import { expect } from "chai";
import { CreatePin, PutTemplateVars } from "@firecast/contract/pins";
import { mayRead, newPin, updatedVars, withStatus } from "../../../src/features/pins/decide.js";

const at = "2026-03-01T12:00:00.000Z";
const later = "2026-03-01T12:00:01.000Z";
const aPin = () => newPin({ title: "Sale", templateVars: { price: 5 } }, { id: "p1", ownerId: "ada", at });

describe("a pin", () => {
  it("is a draft for its owner alone, until it is published", () => {
    const published = withStatus(aPin(), true, later);
    expect(published).to.deep.equal({ ...aPin(), isPublic: true, status: "published", updatedAt: later });
    expect(published && withStatus(published, true, later), "so already").to.equal(undefined);
    for (const uid of ["bob", undefined]) {
      expect(mayRead(aPin(), uid)).to.equal(false);
      expect(published && mayRead(published, uid)).to.equal(true);
    }
    expect(mayRead(aPin(), "ada")).to.equal(true);
  });

  it("tells which variables have changed, null for those that are gone", () => {
    const before = { price: 5, tags: ["a", ["b"]], gone: "x" };
    const after = { price: 6, tags: ["a", ["b"]], constructor: 1 };
    expect(updatedVars(before, after)).to.deep.equal({ price: 6, gone: null, constructor: 1 });
    expect(updatedVars(before, { ...before })).to.equal(undefined);
  });

  it("has variables of any JSON, within bounds; null takes one away", () => {
    const given = (templateVars: unknown) => PutTemplateVars.safeParse({ templateVars }).data?.templateVars;
    expect(given({ a: 1, b: null, c: [[{ d: null }]] })).to.deep.equal({ a: 1, c: [[{ d: null }]] });
    expect(given({ "": 1 })).to.equal(undefined);
    expect(given({ "\ud800": 1 })).to.equal(undefined);
    expect(given({ a: "x".repeat(40_000) })).to.equal(undefined);
    expect(given(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`v${n}`, n])))).to.equal(
      undefined,
    );
    expect(given("x")).to.equal(undefined);
    expect(given({ constructor: 1 })).to.equal(undefined);
    expect(CreatePin.parse({ title: " Sale " })).to.deep.equal({ title: "Sale", templateVars: {} });
  });
});
