import { expect } from "chai";
import fc from "fast-check";
import { calendar, contentOf, event, startsOf } from "./feeds.js";

describe("the occurrences of any series", () => {
  const zone = fc.constantFrom("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "UTC");
  const rule = fc
    .record({
      freq: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
      interval: fc.integer({ min: 1, max: 5 }),
      days: fc.constantFrom("", ";BYDAY=MO,FR", ";BYMONTHDAY=1,15,31", ";BYMONTH=3,10"),
      end: fc.constantFrom("", ";COUNT=30", ";UNTIL=20261020T000000Z"),
    })
    .filter(({ freq, days }) => freq !== "WEEKLY" || !days.includes("MONTHDAY"))
    .map(({ freq, interval, days, end }) => `FREQ=${freq};INTERVAL=${interval}${days}${end}`);
  const two = (n: number): string => String(n).padStart(2, "0");
  /** One further start, one that is left out, one occurrence moved, and all from one on: by local times of August. */
  const changes = fc.subarray(
    [
      (at: (day: number) => string) => [`RDATE${at(3)}`],
      (at: (day: number) => string) => [`EXDATE${at(4)}`],
      (at: (day: number) => string) => [
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:u1",
        "SUMMARY:Moved",
        `RECURRENCE-ID${at(5)}`,
        `DTSTART${at(20)}`,
      ],
      (at: (day: number) => string) => [
        ...["END:VEVENT", "BEGIN:VEVENT", "UID:u1"],
        ...[`RECURRENCE-ID;RANGE=THISANDFUTURE${at(10)}`, `DTSTART${at(12)}`],
      ],
    ],
    { minLength: 0 },
  );
  const series = fc
    .record({
      place: fc.oneof(
        zone.map((name) => `;TZID=${name}`),
        fc.constant(";VALUE=DATE"),
      ),
      rule,
      day: fc.integer({ min: 1, max: 28 }),
      hour: fc.integer({ min: 0, max: 23 }),
      changes,
    })
    .map(({ place, rule, day, hour, changes }) => {
      const time = place === ";VALUE=DATE" ? "" : `T${two(hour)}3000`;
      const at = (month: number) => (day: number) => `${place}:2026${two(month)}${two(day)}${time}`;
      return [`DTSTART${at(3)(day)}`, `RRULE:${rule}`, ...changes.flatMap((change) => change(at(8)))];
    });

  it("do not depend on the zone of the process", () => {
    const before = process.env["TZ"];
    try {
      fc.assert(
        fc.property(series, (lines) => {
          const [one, other] = ["America/Los_Angeles", "Pacific/Apia"].map((place) => {
            process.env["TZ"] = place;
            return startsOf(calendar(event(...lines)));
          });
          expect(one).to.deep.equal(other);
        }),
        { numRuns: 20 },
      );
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });

  it("of two windows are those of the one that both make", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 300 }), (lines, day) => {
        const text = calendar(event(...lines));
        const middle = new Date(Date.UTC(2026, 2, day)).toISOString();
        const [whole, first, second] = [
          startsOf(text, "2026-01-01", "2027-01-01"),
          startsOf(text, "2026-01-01", middle),
          startsOf(text, middle, "2027-01-01"),
        ];
        expect([...first, ...second]).to.deep.equal(whole);
      }),
      { numRuns: 30 },
    );
  });

  it("are all but one, if an EXDATE names one", () => {
    fc.assert(
      fc.property(series, fc.nat(), (lines, pick) => {
        const whole = contentOf(calendar(event(...lines))).occurrences;
        const regular = whole.filter(({ title }) => title !== "Moved");
        const gone = regular[pick % regular.length]?.recurrence;
        if (gone === undefined) return;
        const [start = "", ...more] = lines;
        const exdate = `EXDATE:${new Date(gone).toISOString().replace(/[-:]|\.\d+/g, "")}`;
        const left = contentOf(calendar(event(start, exdate, ...more))).occurrences;
        expect(left).to.deep.equal(whole.filter(({ recurrence }) => recurrence !== gone));
      }),
      { numRuns: 30 },
    );
  });
});
