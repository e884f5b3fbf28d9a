import { expect } from "chai";
import fc from "fast-check";
import { countsAt, expiryAfter, movedOn } from "../../../../src/features/inbox/rules/counts.js";
import { emptyInbox, InboxState } from "../../../../src/features/inbox/state.js";
import { isExpired, isUnread, isUnseen, type Item } from "../../../../src/features/inbox/schema.js";
import { type Patch, transition } from "../../../../src/features/inbox/rules/transitions.js";
import { days, hours, minutes, toTimestamp } from "../../../../src/platform/clock.js";
import { anItem, at } from "../builders.js";

const start = Date.parse(at);

type Act =
  | { type: "come"; ttlMs: number }
  | { type: "patch"; row: number; patch: Patch }
  | { type: "wake"; row: number }
  | { type: "pass"; ms: number };

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant("come" as const), ttlMs: fc.constantFrom(hours(1), hours(30), days(7)) }),
  fc.record({
    type: fc.constant("patch" as const),
    row: fc.nat(30),
    patch: fc.constantFrom<Patch>(
      { read: true },
      { read: false },
      { seen: true },
      { archived: true },
      { archived: false },
      { snoozeUntil: "2026-05-01T00:00:00.000Z" },
      { snoozeUntil: null },
    ),
  }),
  fc.record({ type: fc.constant("wake" as const), row: fc.nat(30) }),
  fc.record({ type: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: hours(40) }) }),
);

describe("the counts of an inbox", () => {
  it("are what its list shows, whatever happens and whenever rows expire", () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 60 }), (script) => {
        let now = start;
        let state: InboxState = emptyInbox;
        const rows: Item[] = [];
        const change = (index: number, after: Item): void => {
          state = movedOn(state, { before: rows[index], after }, now);
          rows[index] = after;
        };
        for (const act of script) {
          if (act.type === "pass") now += act.ms;
          else if (act.type === "come") {
            change(rows.length, anItem({ id: `n${rows.length}`, expiresAt: expiryAfter(now, act.ttlMs) }));
          } else {
            const row = rows[act.row];
            if (!row || isExpired(row, now)) continue;
            const happening =
              act.type === "wake"
                ? ({ type: "woken" } as const)
                : ({ type: "patched", patch: act.patch } as const);
            change(act.row, transition(row, happening, toTimestamp(now)));
          }
          const listed = rows.filter((row) => !isExpired(row, now));
          const { unseen, unread } = countsAt(state, now);
          expect({ unseen, unread }).to.deep.equal({
            unseen: listed.filter(isUnseen).length,
            unread: listed.filter(isUnread).length,
          });
        }
      }),
    );
  });

  it("have a version that grows with every change", () => {
    const once = movedOn(emptyInbox, { after: anItem() }, start);
    const twice = movedOn(once, { before: anItem(), after: anItem({ readAt: at, seenAt: at }) }, start);
    expect([countsAt(once, start), countsAt(twice, start)]).to.deep.equal([
      { unseen: 1, unread: 1, version: 1 },
      { unseen: 0, unread: 0, version: 2 },
    ]);
  });

  it("stay readable where rows were changed by another hand", () => {
    const read = anItem({ readAt: at, seenAt: at });
    const state = movedOn(emptyInbox, { before: anItem(), after: read }, start);
    expect(InboxState.parse(state)).to.deep.equal({ ...emptyInbox, version: 1 });
    const unreadAgain = movedOn(state, { before: read, after: anItem() }, start);
    expect(countsAt(unreadAgain, start)).to.deep.equal({ unseen: 1, unread: 1, version: 2 });
  });

  it("keep nothing of what is over", () => {
    const old = movedOn(emptyInbox, { after: anItem({ expiresAt: expiryAfter(start, hours(1)) }) }, start);
    const open = { ...old, open: { "mention lobby": { id: "n1", until: toTimestamp(start + minutes(1)) } } };
    const now = start + days(1);
    const next = movedOn(open, { after: anItem({ id: "n2", expiresAt: expiryAfter(now, days(7)) }) }, now);
    expect(Object.keys(next.tallies)).to.deep.equal([expiryAfter(now, days(7))]);
    expect(next.open).to.deep.equal({});
  });

  it("expire on the hour, never before their time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: hours(48) }),
        fc.integer({ min: 1, max: days(30) }),
        (shift, ttlMs) => {
          const expiry = Date.parse(expiryAfter(start + shift, ttlMs));
          expect(expiry % hours(1)).to.equal(0);
          expect(expiry - (start + shift + ttlMs)).to.be.within(0, hours(1) - 1);
        },
      ),
    );
  });
});
