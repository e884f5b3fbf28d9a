import { expect } from "chai";
import type { Job } from "./job.js";
import { type Due, judge, type Push } from "./pushes.js";

const due: Due[] = [{ uid: "bob", notificationId: "n1", tokens: ["t1"] }];
const aPush = (values: Partial<Push> = {}): Push => ({
  at: 1000,
  token: "t1",
  notificationId: "n1",
  key: "mention-lobby",
  ...values,
});
const row: Job = { type: "row", uid: "bob", id: "n1" };
const aDeath = (job: Job = row) => ({ job, begunAt: 900, endedAt: 1100 });

describe("judging pushes", () => {
  it("accepts one push for each row and device", () => {
    expect(judge(due, [aPush()], [])).to.deep.equal({ violations: [], sentAgain: 0 });
  });

  it("accepts a second push if whoever sent the first was killed", () => {
    const pushes = [aPush(), aPush({ at: 5000 })];
    for (const job of [row, { type: "sweep" } as const]) {
      expect(judge(due, pushes, [aDeath(job)])).to.deep.equal({ violations: [], sentAgain: 1 });
    }
  });

  it("refuses a second push after the death of somebody else, or of nobody", () => {
    const pushes = [aPush(), aPush({ at: 5000 })];
    const another: Job = { type: "row", uid: "bob", id: "n2" };
    for (const deaths of [[], [aDeath(another)], [{ ...aDeath(), begunAt: 1001 }]]) {
      expect(judge(due, pushes, deaths).violations).to.deep.equal([
        "n1 on t1: sent again although its sender lived",
      ]);
    }
  });

  it("refuses two pushes that a device would show beside each other", () => {
    const pushes = [aPush(), aPush({ at: 5000, key: "mention-other" })];
    expect(judge(due, pushes, [aDeath()]).violations).to.deep.equal(["n1 on t1: seen twice"]);
  });

  it("misses what was never pushed, and refuses what was pushed elsewhere", () => {
    expect(judge(due, [aPush({ token: "t2" })], []).violations).to.deep.equal([
      "n1 on t1: never pushed",
      "n1 on t2: not due there",
    ]);
  });
});
