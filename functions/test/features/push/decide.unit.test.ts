import { expect } from "chai";
import fc from "fast-check";
import type { Notification } from "@firecast/contract/notifications/notifications";
import { decidePush, type PushFacts } from "../../../src/features/push/decide.js";
import { minutes } from "../../../src/platform/clock.js";

const now = Date.parse("2026-03-29T00:30:00.000Z"); // 01:30 in Berlin; at 02:00 its clocks go forward
const earlier = "2026-03-29T00:00:00.000Z";
const night = { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };
const dawn = Date.parse("2026-03-29T05:00:00.000Z");

const aNotification = (values: Partial<Notification> = {}): Notification => ({
  id: "n1",
  type: "reply",
  title: "A reply",
  body: "Yes",
  spaceId: "s1",
  actionUrl: "/spaces/s1",
  count: 1,
  timestamp: earlier,
  expiresAt: "2026-04-28T00:00:00.000Z",
  read: false,
  ...values,
});

type Facts = Partial<Omit<PushFacts, "type">> & { type?: Partial<PushFacts["type"]> };
const decide = ({ type, ...values }: Facts = {}) =>
  decidePush({
    type: { type: "reply", category: "chat", push: true, required: false, ...type },
    item: aNotification(),
    preferences: {},
    devices: 1,
    now,
    ...values,
  });
const drop = (reason: string) => ({ action: "drop", reason });
const sent = { action: "send", reason: "preferred" };

describe("a push", () => {
  it("is sent if the user has said nothing against it", () => {
    expect(decide()).to.deep.equal(sent);
  });

  it("is dropped when its notification has expired, from that instant on", () => {
    expect(decide({ item: aNotification({ expiresAt: "2026-03-29T00:30:00.000Z" }) })).to.deep.equal(
      drop("expired"),
    );
    expect(decide({ item: aNotification({ expiresAt: "2026-03-29T00:30:00.001Z" }) })).to.deep.equal(sent);
  });

  it("is dropped when the user has dealt with the notification by then", () => {
    const dealtWith: Partial<Notification>[] = [
      { seenAt: earlier },
      { seenAt: earlier, readAt: earlier, read: true },
      { archivedAt: earlier },
      { snoozedUntil: "2026-03-29T08:00:00.000Z" },
    ];
    for (const values of dealtWith) {
      expect(decide({ item: aNotification(values) })).to.deep.equal(drop("seen_meanwhile"));
    }
  });

  it("is sent when a notification comes back that was put off", () => {
    expect(decide({ item: aNotification({ snoozedUntil: earlier }) })).to.deep.equal(sent);
  });

  it("is dropped when the user does not want it", () => {
    const muted = { spaces: { s1: { muted: true } } };
    expect(decide({ preferences: muted })).to.deep.equal(drop("muted_space"));
    expect(decide({ preferences: { types: { reply: { push: false } } } })).to.deep.equal(
      drop("muted_by_user"),
    );
    expect(decide({ preferences: { categories: { chat: { push: false } } } })).to.deep.equal(
      drop("muted_by_user"),
    );
    expect(decide({ preferences: { push: false } })).to.deep.equal(drop("muted_by_user"));
    expect(decide({ type: { push: false } })).to.deep.equal(drop("muted_by_user"));
  });

  it("N3: is dropped when the user has blocked its sender since, unless it is required", () => {
    expect(decide({ isBlocked: true })).to.deep.equal(drop("muted_by_user"));
    expect(decide({ isBlocked: true, type: { required: true } })).to.deep.include({ reason: "required" });
  });

  it("is dropped when there is no device to send it to", () => {
    expect(decide({ devices: 0 })).to.deep.equal(drop("no_device"));
    expect(decide({ devices: 0, type: { required: true } })).to.deep.equal(drop("no_device"));
  });

  it("is dropped within the type's throttle after the last one, and sent from its end on", () => {
    const throttled = { type: { throttleMs: minutes(10) } };
    expect(decide({ ...throttled, lastPushAt: now - minutes(10) + 1 })).to.deep.equal(drop("throttled"));
    expect(decide({ ...throttled, lastPushAt: now - minutes(10) })).to.deep.equal(sent);
    expect(decide(throttled)).to.deep.equal(sent);
    expect(decide({ lastPushAt: now }), "of a type without a throttle").to.deep.equal(sent);
  });

  it("is held until the quiet hours end in the user's zone", () => {
    expect(decide({ preferences: { quietHours: night } })).to.deep.equal({
      action: "hold",
      reason: "quiet_hours",
      until: dawn,
    });
    expect(decide({ preferences: { quietHours: night }, now: dawn })).to.deep.equal(sent);
  });

  it("N8: passes quiet hours if its type says so", () => {
    const preferences = { quietHours: night };
    expect(decide({ preferences, type: { passesQuietHours: true } })).to.deep.equal(sent);
    expect(decide({ preferences })).to.deep.include({ action: "hold" });
  });

  it("N8: is dropped when it is of no use any more, though the row stays", () => {
    const item = (pushUntil: string) => ({ ...aNotification(), pushUntil });
    expect(decide({ item: item("2026-03-29T00:30:00.000Z") })).to.deep.equal(drop("expired"));
    expect(decide({ item: item("2026-03-29T00:30:00.001Z") })).to.deep.equal(sent);
  });

  it("that is required is neither muted, throttled nor held", () => {
    const preferences = {
      push: false,
      categories: { account: { push: false } },
      spaces: { s1: { muted: true } },
      quietHours: night,
    };
    const type = { required: true, throttleMs: minutes(10) } as const;
    expect(decide({ preferences, type, lastPushAt: now })).to.deep.equal({
      action: "send",
      reason: "required",
    });
  });

  it("that is required is dropped all the same when it is too late for it", () => {
    const type = { required: true };
    expect(decide({ type, item: aNotification({ expiresAt: earlier }) })).to.deep.equal(drop("expired"));
    expect(decide({ type, item: aNotification({ seenAt: earlier }) })).to.deep.equal(drop("seen_meanwhile"));
  });

  it("names the first reason of several", () => {
    const all: Facts[] = [
      { item: aNotification({ expiresAt: earlier }) },
      { item: aNotification({ seenAt: earlier }) },
      { preferences: { spaces: { s1: { muted: true } }, push: false, quietHours: night } },
      { preferences: { push: false, quietHours: night } },
      { devices: 0 },
      { type: { throttleMs: 1 }, lastPushAt: now },
      { preferences: { quietHours: night } },
    ];
    const reasons = all.map((_, first) => {
      const facts = all.slice(first).reduceRight<Facts>((later, earlier) => ({ ...later, ...earlier }), {});
      return decide(facts).reason;
    });
    expect(reasons).to.deep.equal([
      "expired",
      "seen_meanwhile",
      "muted_space",
      "muted_by_user",
      "no_device",
      "throttled",
      "quiet_hours",
    ]);
  });

  it("that is held is held until later, and not by quiet hours any more then", () => {
    const offset = fc.integer({ min: 0, max: 7 * 24 * 60 });
    fc.assert(
      fc.property(offset, (minutesLater) => {
        const facts = { preferences: { quietHours: night } };
        const decision = decide({ ...facts, now: now + minutes(minutesLater) });
        if (decision.action !== "hold") {
          expect(decision).to.deep.equal(sent);
          return;
        }
        expect(decision.until).to.be.greaterThan(now + minutes(minutesLater));
        expect(decide({ ...facts, now: decision.until })).to.deep.equal(sent);
      }),
    );
  });
});
