import { expect } from "chai";
import { eventReminder } from "../../../src/features/calendar/notices.js";
import { mention } from "../../../src/features/chat/notices.js";
import { hours } from "../../../src/platform/clock.js";

describe("urgency", () => {
  it("N8: passes no quiet hours: a mention waits, a reminder would be of no use after them", () => {
    expect([mention.urgency, mention.passesQuietHours]).to.deep.equal(["high", undefined]);
    expect([eventReminder.urgency, eventReminder.passesQuietHours]).to.deep.equal(["high", true]);
  });

  it("N15: has a mention tried for a day", () => {
    expect(mention.pushTtlMs).to.equal(hours(24));
  });
});
