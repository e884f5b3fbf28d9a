import { expect } from "chai";
import fc from "fast-check";
import { isUnread, isUnseen, type Item, placeOf, toWire } from "../../../../src/features/inbox/schema.js";
import { type Patch, transition } from "../../../../src/features/inbox/rules/transitions.js";
import { anItem, at, later } from "../builders.js";

const patched = (item: Item, patch: Patch): Item => transition(item, { type: "patched", patch }, later);

const patches: fc.Arbitrary<Patch> = fc.oneof(
  fc.constantFrom<Patch>(
    { read: true },
    { read: false },
    { seen: true },
    { archived: true },
    { archived: false },
  ),
  fc.constantFrom<Patch>({ snoozeUntil: "2026-03-02T12:00:00.000Z" }, { snoozeUntil: null }),
  fc.constantFrom<Patch>({ read: true, archived: true }, { seen: true, read: false }),
);

describe("a row of an inbox", () => {
  it("that is read was seen", () => {
    expect(patched(anItem(), { read: true })).to.deep.equal(anItem({ readAt: later, seenAt: later }));
  });

  it("keeps the time of the first reading", () => {
    const read = anItem({ seenAt: at, readAt: at });
    expect(patched(read, { read: true })).to.equal(read);
  });

  it("can be made unread again, and stays seen", () => {
    expect(patched(anItem({ seenAt: at, readAt: at }), { read: false })).to.deep.equal(
      anItem({ seenAt: at }),
    );
  });

  it("is either archived or snoozed: the later wish counts", () => {
    const tomorrow = "2026-03-02T12:00:00.000Z";
    const snoozed = patched(anItem({ archivedAt: at }), { snoozeUntil: tomorrow });
    expect(snoozed).to.deep.equal(anItem({ snoozedUntil: tomorrow }));
    expect(patched(snoozed, { archived: true })).to.deep.equal(anItem({ archivedAt: later }));
  });

  it("that wakes up is new again, and first in the list", () => {
    const snoozed = anItem({ snoozedUntil: later, seenAt: at, readAt: at });
    expect(transition(snoozed, { type: "woken" }, later)).to.deep.equal(anItem({ listedAt: later }));
    expect(transition(anItem({ readAt: at }), { type: "woken" }, later)).to.deep.equal(
      anItem({ readAt: at }),
    );
  });

  it("that another happening joins is new again, says so and counts it", () => {
    const rendered = { title: "You were mentioned 2 times", body: "Hi", actionUrl: "/spaces/lobby" };
    const joined = transition(
      anItem({ readAt: at, seenAt: at }),
      { type: "joined", rendered, actor: "carol" },
      later,
    );
    expect(joined).to.deep.equal(
      anItem({ ...rendered, actor: "carol", count: 2, timestamp: later, listedAt: later }),
    );
  });

  it("says on the wire whether it was read", () => {
    const { listedAt: _, collapseKey: _key, touched: _touched, ...rest } = anItem();
    expect(toWire(anItem())).to.deep.equal({ ...rest, read: false });
    expect(toWire(anItem({ readAt: at })).read).to.equal(true);
  });

  it("is never read without being seen, and outside the inbox neither unread nor unseen, whatever is done to it", () => {
    fc.assert(
      fc.property(fc.array(patches, { maxLength: 12 }), (wishes) => {
        const item = wishes.reduce(patched, anItem());
        if (item.readAt !== undefined) expect(item.seenAt).not.to.equal(undefined);
        expect(item.archivedAt !== undefined && item.snoozedUntil !== undefined).to.equal(false);
        if (placeOf(item) !== "inbox") expect([isUnread(item), isUnseen(item)]).to.deep.equal([false, false]);
      }),
    );
  });

  it("is the same after the same wish twice", () => {
    fc.assert(
      fc.property(fc.array(patches, { maxLength: 8 }), patches, (wishes, wish) => {
        const once = patched(wishes.reduce(patched, anItem()), wish);
        expect(transition(once, { type: "patched", patch: wish }, "2026-04-01T00:00:00.000Z")).to.equal(once);
      }),
    );
  });
});
