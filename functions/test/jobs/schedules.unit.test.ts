import { expect } from "chai";
import fc from "fast-check";
import { JobName } from "@firecast/contract/jobs";
import { hours, minutes } from "../../src/platform/clock.js";
import {
  calledRunId,
  cronOf,
  missedBetween,
  scheduledRunId,
  schedules,
  slotAt,
} from "../../src/jobs/schedules.js";

const at = (time: string): number => Date.parse(time);
const everyFive = { everyMs: minutes(5), catchUpMs: minutes(60) };

describe("the schedule of a job", () => {
  it("has one slot for all times until the next", () => {
    expect(slotAt(everyFive, at("2026-03-01T12:09:59.999Z"))).to.equal(at("2026-03-01T12:05:00Z"));
    expect(slotAt(everyFive, at("2026-03-01T12:10:00Z"))).to.equal(at("2026-03-01T12:10:00Z"));
  });

  it("has each slot once where clocks are set forth and back, whatever zone the process is in", () => {
    for (const night of ["2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z"]) {
      const slots = Array.from({ length: 240 }, (_, i) => slotAt(everyFive, at(night) + minutes(i)));
      expect(new Set(slots).size).to.equal(48);
    }
  });

  it("is what Cloud Scheduler is told: each job's slots begin with the hour", () => {
    for (const job of JobName.options) expect(60 % (schedules[job].everyMs / minutes(1))).to.equal(0);
    expect(cronOf(everyFive)).to.equal("*/5 * * * *");
  });

  it("counts the slots that nobody ran, those of the last while alone", () => {
    const missed = (last: string, slot: string) => missedBetween(everyFive, at(last), at(slot), at(last));
    expect(missed("2026-03-01T12:00:00Z", "2026-03-01T12:05:00Z")).to.equal(0);
    expect(missed("2026-03-01T12:00:00Z", "2026-03-01T12:20:00Z")).to.equal(3);
    expect(missed("2026-02-01T12:00:00Z", "2026-03-01T12:00:00Z")).to.equal(11);
  });

  it("counts as many as there are slots in between", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 12 }), (first, steps) => {
        const last = first * everyFive.everyMs;
        expect(missedBetween(everyFive, last, last + steps * everyFive.everyMs, last)).to.equal(steps - 1);
      }),
    );
  });

  it("counts the slots that owed a run, one by one: something was due, or none of an hour had one", () => {
    const rare = { everyMs: minutes(15), catchUpMs: hours(24) };
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: -60, max: 1800 }),
        (first, steps, ago) => {
          const last = first * rare.everyMs;
          const slot = last + steps * rare.everyMs;
          const dueSince = slot - minutes(ago);
          const between = Array.from({ length: steps - 1 }, (_, n) => last + (n + 1) * rare.everyMs);
          const owed = between.filter(
            (one) => one >= Math.min(dueSince, last + hours(1)) && one > slot - rare.catchUpMs,
          );
          expect(missedBetween(rare, last, slot, dueSince)).to.equal(owed.length);
        },
      ),
    );
  });

  it("names the run of a slot by it, and a call's run by an id of its own", () => {
    const slot = at("2026-03-01T12:05:00Z");
    expect(scheduledRunId("sync-events", slot)).to.equal("sync-events_20260301T120500000Z");
    expect(calledRunId("sync-events", slot, "a1")).to.equal("sync-events_20260301T120500000Z_a1");
  });
});
