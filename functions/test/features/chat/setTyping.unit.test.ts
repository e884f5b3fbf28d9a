import { expect } from "chai";
import { isNews, typingExpiresAfter } from "../../../src/features/chat/setTyping.js";

const start = Date.parse("2026-03-01T12:00:00Z");
const signal = (typing: boolean, afterMs = 0) => ({ typing, at: start + afterMs });

describe("a typing signal", () => {
  it("is news if nothing was heard before, and if the state changes", () => {
    expect(isNews(undefined, signal(true))).to.equal(true);
    expect(isNews(undefined, signal(false))).to.equal(true);
    expect(isNews(signal(true), signal(false, 1))).to.equal(true);
    expect(isNews(signal(false), signal(true, 1))).to.equal(true);
  });

  it("is no news within three seconds of the same", () => {
    expect(isNews(signal(true), signal(true, 2999))).to.equal(false);
    expect(isNews(signal(false), signal(false, 2999))).to.equal(false);
    expect(isNews(signal(true), signal(true, 3000))).to.equal(true);
  });

  it("is repeated before the indicator of the last one goes out", () => {
    expect(isNews(signal(true), signal(true, typingExpiresAfter / 2))).to.equal(true);
  });
});
