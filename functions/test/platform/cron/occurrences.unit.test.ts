import { execFileSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { Cron } from "@firecast/contract/automations/cron";
import { happens, jitterOf, nextDue, nextOccurrence } from "../../../src/platform/cron/occurrences.js";
import { hours, minutes, toTimestamp } from "../../../src/platform/clock.js";

const from = (text: string): number => Date.parse(text);

/** The first times after one. */
function next(cron: string, timeZone: string, after: string, count: number): string[] {
  const times: string[] = [];
  let last = from(after);
  while (times.length < count) {
    const time = nextOccurrence({ cron, timeZone }, last);
    if (time === undefined) break;
    times.push(toTimestamp(time).slice(0, 16));
    last = time;
  }
  return times;
}

describe("when something recurs", () => {
  const berlin = "Europe/Berlin";
  const newYork = "America/New_York";
  const lordHowe = "Australia/Lord_Howe"; // half an hour of summer time
  const table: [what: string, cron: string, zone: string, after: string, ...times: string[]][] = [
    ["every minute", "* * * * *", "UTC", "2026-01-01T00:00:30Z", "2026-01-01T00:01", "2026-01-01T00:02"],
    ["at a time of day in a zone", "0 9 * * MON-FRI", berlin, "2026-03-27T12:00Z", "2026-03-30T07:00"],
    [
      "before and after summer time begins",
      "0 9 * * *",
      berlin,
      "2026-03-28T00:00Z",
      "2026-03-28T08:00",
      "2026-03-29T07:00",
    ],
    [
      "in the gap: when it ends",
      "30 2 * * *",
      berlin,
      "2026-03-28T12:00Z",
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ],
    [
      "in a gap that ends on another day: not that day",
      "30 23 * * *",
      "America/Nuuk",
      "2026-03-27T12:00Z",
      "2026-03-28T01:30",
      "2026-03-30T00:30",
    ],
    [
      "every quarter, over the gap",
      "*/15 * * * *",
      berlin,
      "2026-03-29T00:40Z",
      "2026-03-29T00:45",
      "2026-03-29T01:00",
    ],
    [
      "every hour, over the gap",
      "0 * * * *",
      newYork,
      "2026-03-08T05:30Z",
      "2026-03-08T06:00",
      "2026-03-08T07:00",
      "2026-03-08T08:00",
    ],
    [
      "in the overlap: once, the first time",
      "30 2 * * *",
      berlin,
      "2026-10-24T12:00Z",
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ],
    [
      "every quarter, over the overlap",
      "*/15 * * * *",
      berlin,
      "2026-10-25T00:40Z",
      "2026-10-25T00:45",
      "2026-10-25T01:00",
      "2026-10-25T01:15",
    ],
    [
      "every hour, over the overlap",
      "0 * * * *",
      newYork,
      "2026-11-01T04:30Z",
      "2026-11-01T05:00",
      "2026-11-01T06:00",
      "2026-11-01T07:00",
    ],
    [
      "over a gap of half an hour",
      "15 2 * * *",
      lordHowe,
      "2026-10-03T00:00Z",
      "2026-10-03T15:30",
      "2026-10-04T15:15",
    ],
    ["on leap days", "0 0 29 2 *", "UTC", "2026-01-01T00:00Z", "2028-02-29T00:00", "2032-02-29T00:00"],
    [
      "on the last day of months",
      "0 0 L * *",
      "UTC",
      "2026-01-31T12:00Z",
      "2026-02-28T00:00",
      "2026-03-31T00:00",
    ],
    [
      "on the first Monday",
      "0 0 * * MON#1",
      "UTC",
      "2026-01-01T00:00Z",
      "2026-01-05T00:00",
      "2026-02-02T00:00",
    ],
    ["on days that never come", "0 0 30 2 *", "UTC", "2026-01-01T00:00Z"],
  ];
  for (const [what, cron, zone, after, ...times] of table) {
    it(`${what}: ${cron} in ${zone}`, () => {
      expect(next(cron, zone, after, times.length || 1)).to.deep.equal(times);
    });
  }

  const field = (max: number, min = 0) =>
    fc.oneof(
      fc.constant("*"),
      fc.integer({ min: 1, max: max - min }).map((step) => `*/${step}`),
      fc.integer({ min, max }).map(String),
      fc
        .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((list) => list.join(",")),
    );
  const crons = fc
    .tuple(field(59), field(23), fc.oneof(fc.constant("*"), field(28, 1)), field(12, 1), field(6))
    .map((fields) => fields.join(" "))
    .filter((cron) => Cron.safeParse(cron).success);
  const zones = fc.constantFrom("UTC", berlin, newYork, lordHowe, "Asia/Kathmandu", "Pacific/Apia");
  const times = fc.integer({ min: from("2024-01-01T00:00Z"), max: from("2030-01-01T00:00Z") });

  it("what comes next lies after now, a minute or more from what follows, and within its bounds of jitter", () => {
    fc.assert(
      fc.property(crons, zones, times, fc.string(), (cron, timeZone, after, id) => {
        const due = nextDue(id, { cron, timeZone }, after);
        if (!due) return;
        expect(due.occurrence).to.be.greaterThan(after);
        expect(due.dueAt - due.occurrence).to.be.within(0, minutes(3));
        const following = nextOccurrence({ cron, timeZone }, due.occurrence);
        if (following === undefined) return;
        expect(following - due.occurrence).to.be.at.least(minutes(1));
        expect(due.dueAt).to.be.lessThan(following);
        expect(nextDue(id, { cron, timeZone }, after)).to.deep.equal(due);
      }),
      { numRuns: 200 },
    );
  });

  it("is the same whatever zone the process is in", () => {
    const program = `
      const { Cron } = await import("croner");
      const at = (zone) => new Cron("*/20 1-3 * * *", { timezone: zone, mode: "5-part", paused: true })
        .nextRuns(20, new Date("2026-03-28T12:00Z")).map((time) => time.getTime());
      console.log(JSON.stringify([${[berlin, newYork].map((zone) => JSON.stringify(zone)).join()}].map(at)));`;
    const inZone = (TZ: string): string =>
      execFileSync(process.execPath, ["--input-type=module", "-e", program], {
        env: { ...process.env, TZ },
        encoding: "utf8",
      });
    const first = inZone("UTC");
    expect(["America/Los_Angeles", "Pacific/Apia"].map(inZone)).to.deep.equal([first, first]);
  });

  it("is spread evenly, the same for the same id, and on time where it recurs often", () => {
    const ids = Array.from({ length: 1000 }, (_, n) => `s${n}`);
    const spread = ids.map((id) => jitterOf(id, hours(24)));
    for (const third of [0, 1, 2]) {
      const inThird = spread.filter((ms) => Math.floor(ms / minutes(1)) === third);
      expect(inThird.length).to.be.within(250, 420);
    }
    expect(Math.max(...ids.map((id) => jitterOf(id, minutes(15))))).to.be.lessThan(minutes(1.5));
    expect(ids.every((id) => jitterOf(id, minutes(9)) === 0)).to.equal(true);
  });

  for (const text of [
    "* * * * * *",
    "@every 1s",
    "@reboot",
    "? * * * *",
    "* * * *",
    "* * * * * 2030",
    "0 0 5 1 +1",
    "",
    "*  * * * *",
    " * * * * *",
    "*\n* * * *",
    "2026-01-01T00:00:00",
    "0,".repeat(5000),
    `${"*".repeat(10_000)} * * * *`,
    "* * * * *".repeat(1000),
  ]) {
    it(`is not ${JSON.stringify(text.slice(0, 30))}, which has no five fields`, () => {
      expect(Cron.safeParse(text).success).to.equal(false);
    });
  }

  for (const text of [
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
    "*/0 * * * *",
    "5-1 * * * *",
    "a b c d e",
    "99999999999999999999 * * * *",
    "*-* * * * *",
    "1-1000000000 * * * *",
    "0 0 31 2,4,6,9,11 *",
    "0 0 30 FEB *",
  ]) {
    it(`never happens at ${text}`, () => {
      const begun = process.cpuUsage();
      expect(happens({ cron: text, timeZone: "UTC" }, from("2026-01-01T00:00Z"))).to.equal(false);
      const { user } = process.cpuUsage(begun);
      expect(user / 1000, "ms of CPU").to.be.lessThan(1000);
    });
  }
});
