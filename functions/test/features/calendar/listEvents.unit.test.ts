import { expect } from "chai";
import fc from "fast-check";
import { eventCursor } from "../../../src/features/calendar/listEvents.js";

describe("a cursor of the calendar", () => {
  const id = fc.stringMatching(/^[A-Za-z0-9.:~-]{3,40}$/);

  it("comes back as the place that it was made of", () => {
    fc.assert(
      fc.property(fc.string(), id, (startsAt, id) => {
        expect(eventCursor.decode(eventCursor.encode([startsAt, id]))).to.deep.equal([startsAt, id]);
      }),
    );
  });

  it("is nothing else", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(eventCursor.decode(text)).to.equal(undefined);
      }),
    );
  });

  it("F9: has no half of a surrogate pair in it", () => {
    for (const place of [
      ["\ud800", "a"],
      ["2026-03-01T12:00:00.000Z", "a\udc00"],
    ] as const) {
      expect(eventCursor.decode(eventCursor.encode([...place]))).to.equal(undefined);
    }
  });

  it("names no document that Firestore would refuse to look for", () => {
    for (const id of ["", "a/b", ".", "..", "__a__", "x".repeat(1501)]) {
      expect(eventCursor.decode(eventCursor.encode(["2026-03-01T12:00:00.000Z", id])), id).to.equal(
        undefined,
      );
    }
  });
});
