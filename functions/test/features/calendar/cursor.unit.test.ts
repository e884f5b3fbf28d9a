import { expect } from "chai";
import fc from "fast-check";
import { decodeCursor, encodeCursor } from "../../../src/features/calendar/cursor.js";

describe("a cursor of the calendar", () => {
  const id = fc.stringMatching(/^[A-Za-z0-9.:~-]{3,40}$/);

  it("comes back as the place that it was made of", () => {
    fc.assert(
      fc.property(fc.string(), id, (startsAt, id) => {
        expect(decodeCursor(encodeCursor({ startsAt, id }))).to.deep.equal({ startsAt, id });
      }),
    );
  });

  it("is nothing else", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeCursor(text)).to.equal(undefined);
      }),
    );
  });

  it("F9: has no half of a surrogate pair in it", () => {
    for (const place of [
      { startsAt: "\ud800", id: "a" },
      { startsAt: "2026-03-01T12:00:00.000Z", id: "a\udc00" },
    ]) {
      expect(decodeCursor(encodeCursor(place))).to.equal(undefined);
    }
  });

  it("names no document that Firestore would refuse to look for", () => {
    for (const id of ["", "a/b", ".", "..", "__a__", "x".repeat(1501)]) {
      expect(decodeCursor(encodeCursor({ startsAt: "2026-03-01T12:00:00.000Z", id })), id).to.equal(
        undefined,
      );
    }
  });
});
