import { expect } from "chai";
import { eventReminder } from "../../../src/features/calendar/notices.js";
import { mention } from "../../../src/features/chat/notices.js";
import { decidePush } from "../../../src/features/push/decide.js";
import { pushPayload } from "../../../src/features/push/pushPayload.js";
import type { PushItem } from "../../../src/features/push/schema.js";
import { hours } from "../../../src/platform/clock.js";
import type { NoticeType } from "../../../src/platform/notices/noticeType.js";
import { anItem, at, noon } from "./builders.js";

const now = at(noon);

describe("the push of a mention and of a reminder", () => {
  it("N8: a reminder passes quiet hours; a mention waits, however urgent", () => {
    const preferences = { quietHours: { from: "11:00", to: "13:00", timeZone: "Etc/UTC" } };
    const decide = (type: NoticeType) =>
      decidePush({ type, item: anItem({ type: type.type }), preferences, devices: 1, now });
    expect(decide(eventReminder)).to.deep.equal({ action: "send", reason: "preferred" });
    expect(decide(mention)).to.deep.include({ action: "hold" });
  });

  it("N15: is tried and kept no longer than its type says: a mention for a day, a reminder until the start", () => {
    const hoursOf = (type: NoticeType, values: Partial<PushItem> = {}) =>
      (pushPayload(anItem({ type: type.type, ...values }), type, now).expiresAt - now) / hours(1);
    expect(hoursOf(mention)).to.equal(24);
    const shorter = { expiresAt: "2026-03-01T13:00:00.000Z" };
    expect(hoursOf(mention, shorter), "never longer than the row").to.equal(1);
    expect(hoursOf(eventReminder, { pushUntil: "2026-03-01T12:15:00.000Z" })).to.equal(0.25);
  });
});
