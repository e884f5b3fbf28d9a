import { expect } from "chai";
import fc from "fast-check";
import { QuietHours } from "@firecast/contract/notifications/preferences";
import { quietUntil } from "../../../src/platform/notices/quietHours.js";
import { days, hours, minutes, toTimestamp } from "../../../src/platform/clock.js";

const quiet = (from: string, to: string, timeZone: string): QuietHours => ({ from, to, timeZone });
const until = (quietHours: QuietHours, now: string): string | undefined => {
  const end = quietUntil(quietHours, Date.parse(now));
  return end === undefined ? undefined : toTimestamp(end);
};

describe("quiet hours", () => {
  it("are none unless the user set them", () => {
    expect(quietUntil(undefined, 0)).to.equal(undefined);
    expect(quietUntil(null, 0)).to.equal(undefined);
  });

  it("begin with the minute they start in and are over at the minute they end in", () => {
    const siesta = quiet("13:00", "15:00", "Europe/Berlin"); // +02:00 in June
    expect(until(siesta, "2026-06-01T10:59:59.999Z")).to.equal(undefined);
    expect(until(siesta, "2026-06-01T11:00:00.000Z")).to.equal("2026-06-01T13:00:00.000Z");
    expect(until(siesta, "2026-06-01T12:59:59.999Z")).to.equal("2026-06-01T13:00:00.000Z");
    expect(until(siesta, "2026-06-01T13:00:00.000Z")).to.equal(undefined);
  });

  it("that end before they begin end the next day", () => {
    const night = quiet("22:00", "07:00", "Asia/Kathmandu"); // +05:45
    expect(until(night, "2026-06-01T16:14:59.999Z")).to.equal(undefined);
    expect(until(night, "2026-06-01T16:15:00.000Z")).to.equal("2026-06-02T01:15:00.000Z");
    expect(until(night, "2026-06-01T20:00:00.000Z")).to.equal("2026-06-02T01:15:00.000Z");
    expect(until(night, "2026-06-02T01:15:00.000Z")).to.equal(undefined);
  });

  it("end when the clock in the user's zone says so, also in a night in which it changes", () => {
    const night = (timeZone: string) => quiet("22:00", "07:00", timeZone);
    expect(until(night("Europe/Berlin"), "2026-03-28T23:00:00.000Z")).to.equal("2026-03-29T05:00:00.000Z");
    expect(until(night("Europe/Berlin"), "2026-10-24T23:00:00.000Z")).to.equal("2026-10-25T06:00:00.000Z");
    expect(until(night("America/New_York"), "2026-03-08T03:00:00.000Z")).to.equal("2026-03-08T11:00:00.000Z");
    expect(until(night("America/New_York"), "2026-11-01T03:00:00.000Z")).to.equal("2026-11-01T12:00:00.000Z");
    expect(until(night("Australia/Lord_Howe"), "2026-04-04T12:00:00.000Z")).to.equal(
      "2026-04-04T20:30:00.000Z", // +11:00 until 02:00, +10:30 from then on
    );
  });

  it("that end at a time that is skipped end when the clock goes forward", () => {
    expect(until(quiet("22:00", "02:30", "Europe/Berlin"), "2026-03-29T00:30:00.000Z")).to.equal(
      "2026-03-29T01:00:00.000Z",
    );
    expect(until(quiet("22:00", "02:15", "Australia/Lord_Howe"), "2026-10-03T15:00:00.000Z")).to.equal(
      "2026-10-03T15:30:00.000Z", // 02:00 becomes 02:30
    );
  });

  it("that begin at a time that is skipped begin when the clock goes forward", () => {
    const early = quiet("02:30", "05:00", "Europe/Berlin");
    expect(until(early, "2026-03-29T00:59:59.999Z")).to.equal(undefined);
    expect(until(early, "2026-03-29T01:00:00.000Z")).to.equal("2026-03-29T03:00:00.000Z");
  });

  it("that are skipped altogether are none on that day", () => {
    const skipped = quiet("02:15", "02:45", "America/New_York");
    expect(until(skipped, "2026-03-08T06:59:59.999Z")).to.equal(undefined);
    expect(until(skipped, "2026-03-08T07:00:00.000Z")).to.equal(undefined);
    expect(until(skipped, "2026-03-09T06:15:00.000Z")).to.equal("2026-03-09T06:45:00.000Z");
  });

  it("end the first time the clock shows their end, and do not begin again in the repeated hour", () => {
    const night = quiet("22:00", "02:30", "Europe/Berlin");
    expect(until(night, "2026-10-25T00:29:59.999Z")).to.equal("2026-10-25T00:30:00.000Z");
    expect(until(night, "2026-10-25T01:15:00.000Z"), "02:15 again").to.equal(undefined);
    const once = quiet("01:10", "01:40", "America/New_York");
    expect(until(once, "2026-11-01T05:10:00.000Z")).to.equal("2026-11-01T05:40:00.000Z");
    expect(until(once, "2026-11-01T06:20:00.000Z"), "01:20 again").to.equal(undefined);
  });

  it("that begin in the hour that comes twice last until the clock shows their end", () => {
    expect(until(quiet("02:50", "03:10", "Europe/Berlin"), "2026-10-25T00:50:00.000Z")).to.equal(
      "2026-10-25T02:10:00.000Z",
    );
  });

  it("go on where the clock goes back over midnight and shows the old date again", () => {
    const night = quiet("00:00", "06:00", "America/St_Johns"); // in 2010 00:01 became 23:01
    expect(until(night, "2010-11-07T03:00:00.000Z"), "23:30 again").to.equal("2010-11-07T09:30:00.000Z");
  });

  it("are one night where a whole day is skipped", () => {
    const night = quiet("22:00", "07:00", "Pacific/Apia"); // 2011-12-30 never came
    expect(until(night, "2011-12-30T09:00:00.000Z")).to.equal("2011-12-30T17:00:00.000Z");
    expect(until(night, "2011-12-30T16:59:59.999Z")).to.equal("2011-12-30T17:00:00.000Z");
  });

  it("last until the next day's break where the day's break is skipped", () => {
    const almostAlways = quiet("02:40", "02:10", "Europe/Berlin");
    expect(until(almostAlways, "2026-03-28T20:00:00.000Z")).to.equal("2026-03-30T00:10:00.000Z");
  });

  const timeOfDay = fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));
  const zone = fc.constantFrom(
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Etc/UTC",
  );
  const anyQuiet = fc
    .record({ from: timeOfDay, to: timeOfDay, timeZone: zone })
    .filter(({ from, to }) => from !== to);
  const anyTime = fc.integer({ min: Date.parse("2005-01-01"), max: Date.parse("2037-01-01") });
  /** Hours before and after clocks change, where such rules go wrong. */
  const nearChange = fc
    .tuple(
      fc
        .constantFrom("2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-03-08T07:00Z", "2026-11-01T06:00Z")
        .map(Date.parse),
      fc.integer({ min: -hours(30), max: hours(30) }),
    )
    .map(([change, offset]) => change + offset);
  const now = fc.oneof(anyTime, nearChange);

  it("end later than now, at an instant that is not quiet, after instants that all are", () => {
    fc.assert(
      fc.property(anyQuiet, now, fc.double({ min: 0, max: 1, noNaN: true }), (quietHours, at, part) => {
        const end = quietUntil(quietHours, at);
        if (end === undefined) return;
        expect(end).to.be.greaterThan(at);
        expect(quietUntil(quietHours, end)).to.equal(undefined);
        expect(quietUntil(quietHours, end - 1)).to.equal(end);
        expect(quietUntil(quietHours, at + Math.floor((end - 1 - at) * part))).to.equal(end);
      }),
      { numRuns: 200 },
    );
  });

  it("end within 25 hours if they leave an hour a day", () => {
    const lasting = ({ from, to }: QuietHours): number =>
      (Date.parse(`1970-01-01T${to}Z`) - Date.parse(`1970-01-01T${from}Z`) + days(1)) % days(1);
    fc.assert(
      fc.property(
        anyQuiet.filter((quietHours) => lasting(quietHours) <= days(1) - hours(1) - minutes(1)),
        now,
        (quietHours, at) => {
          expect(quietUntil(quietHours, at) ?? at).to.be.at.most(at + hours(25));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("are what the clock on the wall says, on days on which it does not change", () => {
    const wall = (timeZone: string, at: number): string =>
      new Intl.DateTimeFormat("sv-SE", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);
    const offset = (timeZone: string, at: number) =>
      new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).format(at).split("GMT")[1];
    fc.assert(
      fc.property(anyQuiet, anyTime, (quietHours, at) => {
        const { from, to, timeZone } = quietHours;
        fc.pre(offset(timeZone, at - days(2)) === offset(timeZone, at + days(2)));
        const time = wall(timeZone, at);
        const inside = from < to ? from <= time && time < to : from <= time || time < to;
        expect(quietUntil(quietHours, at) !== undefined).to.equal(inside);
      }),
      { numRuns: 200 },
    );
  });

  it("are understood in every zone that a user can set", () => {
    for (const timeZone of Intl.supportedValuesOf("timeZone")) {
      const quietHours = QuietHours.parse(quiet("00:00", "23:59", timeZone));
      expect(() => quietUntil(quietHours, Date.parse("2026-03-01")), timeZone).to.not.throw();
    }
  });
});
