import { expect } from "chai";
import { afterFiring, type Attempted, nextFiring } from "../../../../src/features/tools/schedules/firing.js";
import type { Pending, StoredSchedule } from "../../../../src/features/tools/schedules/schema.js";
import { minutes, toTimestamp } from "../../../../src/platform/clock.js";

describe("what becomes of a schedule that has fired", () => {
  const noon = "2026-03-01T12:00:00.000Z";
  const now = Date.parse(noon) + 500;
  const pending: Pending = { scheduledFor: noon, tries: 0, results: [] };
  const aSchedule = (values: Partial<StoredSchedule> = {}): StoredSchedule => ({
    id: "s1",
    toolId: "poll",
    cron: "* * * * *",
    timeZone: "UTC",
    actions: [{ type: "post_message", text: "hello" }],
    enabled: true,
    createdBy: "olga",
    createdAt: noon,
    failures: 0,
    fired: 7,
    pending,
    dueAt: noon,
    ...values,
  });
  const done: Attempted = { type: "post_message", outcome: "done" };
  const failed = (consequence: Attempted["consequence"]): Attempted => ({
    type: "webhook",
    outcome: "failed",
    reason: "The receiver answered 500",
    consequence,
  });

  it("waits for its next time, which lies after now, however late it was", () => {
    const { schedule, run, alert } = afterFiring(aSchedule({ failures: 3 }), pending, [done], now);
    expect(schedule).to.deep.include({
      dueAt: "2026-03-01T12:01:00.000Z",
      failures: 0,
      fired: 8,
      lastRun: run,
    });
    expect(run).to.deep.include({ scheduledFor: noon, outcome: "completed", tries: 1, missed: 0 });
    expect(alert).to.equal(undefined);
    const late = afterFiring(aSchedule(), pending, [done], now + minutes(30));
    expect(late.schedule.dueAt).to.equal("2026-03-01T12:31:00.000Z");
    expect(late.run?.missed).to.equal(30);
    expect(afterFiring(aSchedule(), pending, [done], now + minutes(5000)).run?.missed).to.equal(100);
  });

  it("is tried again by itself four times, later each time, where that may help", () => {
    let schedule = aSchedule();
    const waits: number[] = [];
    for (let tried = 0; tried < 4; tried++) {
      const planned = afterFiring(schedule, schedule.pending ?? pending, [done, failed("retry")], now);
      expect(planned.run).to.equal(undefined);
      schedule = planned.schedule;
      waits.push((Date.parse(schedule.dueAt ?? "") - now) / minutes(1));
      expect(schedule.pending?.results.map(({ outcome }) => outcome)).to.deep.equal(["done", "failed"]);
    }
    expect(waits).to.deep.equal([1, 2, 4, 8]);
    const last = afterFiring(schedule, schedule.pending ?? pending, [done, failed("retry")], now);
    expect(last.run).to.deep.include({ outcome: "failed", tries: 5, scheduledFor: noon });
    expect(last.schedule).to.deep.include({ failures: 1, dueAt: "2026-03-01T12:01:00.000Z" });
  });

  it("is suspended at once where no later time would do better, and after five failures in a row", () => {
    const stopped = afterFiring(aSchedule(), pending, [failed("stop")], now);
    const suspended = { at: toTimestamp(now), reason: "The receiver answered 500" };
    expect(stopped.schedule).to.deep.include({ suspended }).and.not.to.have.any.keys("dueAt", "pending");
    expect(stopped.alert).to.deep.equal({ event: "suspended", reason: suspended.reason });
    expect(afterFiring(aSchedule({ failures: 3 }), pending, [failed("skip")], now).alert).to.equal(undefined);
    expect(afterFiring(aSchedule({ failures: 4 }), pending, [failed("skip")], now).alert?.event).to.equal(
      "suspended",
    );
  });

  it("ends after its one time, and its owner hears if that has failed", () => {
    const { cron: _, timeZone: __, ...once } = aSchedule({ at: noon });
    const ended = afterFiring(once, pending, [done], now);
    expect(ended.schedule).to.not.have.any.keys("dueAt", "pending", "suspended");
    expect(ended.alert).to.equal(undefined);
    expect(afterFiring(once, pending, [failed("skip")], now).alert?.event).to.equal("failed");
    expect(nextFiring(once, now)).to.deep.equal({});
    expect(nextFiring(once, now - 1000).dueAt).to.equal(noon);
  });

  it("stays switched off where its owner has switched it off meanwhile", () => {
    for (const attempted of [done, failed("retry"), failed("stop")]) {
      const { schedule, run } = afterFiring(aSchedule({ enabled: false }), pending, [attempted], now);
      expect(schedule).to.not.have.any.keys("dueAt", "pending", "suspended");
      expect(run).to.have.property("tries", 1);
    }
  });
});
