import { expect } from "chai";
import { Temporal } from "temporal-polyfill";
import { windowsZones } from "../../../../src/features/calendar/ics/windowsZones.js";
import { calendar, contentOf, event, iso, startsOf } from "./feeds.js";

const weekly = ["SUMMARY:Weekly", "DTSTART;TZID=Europe/Berlin:20260316T090000", "RRULE:FREQ=WEEKLY;COUNT=3"];

describe("a series of an iCalendar feed", () => {
  it("stays at its local time when the clocks change", () => {
    expect(startsOf(calendar(event(...weekly)))).to.deep.equal([
      "2026-03-16T08:00Z",
      "2026-03-23T08:00Z",
      "2026-03-30T07:00Z",
    ]);
  });

  it("knows a zone by Windows' name, by a path that ends in it, by the place of its definition and by its offsets", () => {
    const definition = (...lines: string[]) =>
      ["BEGIN:VTIMEZONE", "TZID:Ours", ...lines, "END:VTIMEZONE"].join("\r\n");
    const part = (name: string, offset: string) =>
      [`BEGIN:${name}`, "DTSTART:19700101T000000", `TZOFFSETTO:${offset}`, `END:${name}`].join("\r\n");
    const at = (tzid: string, zone = "") =>
      startsOf(calendar(zone, event(`DTSTART;TZID=${tzid}:20260701T090000`)));
    expect(at("W. Europe Standard Time")).to.deep.equal(["2026-07-01T07:00Z"]);
    expect(at("/mozilla.org/20050126_1/Europe/Berlin")).to.deep.equal(["2026-07-01T07:00Z"]);
    expect(at("Ours", definition("X-LIC-LOCATION:Europe/Berlin"))).to.deep.equal(["2026-07-01T07:00Z"]);
    expect(at("Ours", definition(part("STANDARD", "+0530")))).to.deep.equal(["2026-07-01T03:30Z"]);
    expect(at("Ours", definition(part("STANDARD", "-0500"), part("DAYLIGHT", "-0400")))).to.deep.equal([
      "2026-07-01T13:00Z",
    ]);
  });

  it("knows each of Windows' names", () => {
    const now = Temporal.Instant.fromEpochMilliseconds(0);
    for (const zone of windowsZones.values()) expect(() => now.toZonedDateTimeISO(zone), zone).not.to.throw();
    expect(windowsZones.size).to.equal(139);
  });

  it("takes the calendar's zone, else UTC, for times without one and for unknown zones, and says so", () => {
    const floating = event("DTSTART:20260701T090000");
    expect(startsOf(calendar(floating))).to.deep.equal(["2026-07-01T09:00Z"]);
    expect(startsOf(calendar("X-WR-TIMEZONE:Asia/Tokyo", floating))).to.deep.equal(["2026-07-01T00:00Z"]);
    const { unknownZones } = contentOf(calendar(event("DTSTART;TZID=Nowhere:20260701T090000")));
    expect(unknownZones).to.deep.equal(["Nowhere"]);
  });

  it("leaves out what EXDATE names, in any zone, and adds what RDATE names", () => {
    const lines = [...weekly, "EXDATE:20260323T080000Z", "RDATE;TZID=Europe/Berlin:20260401T100000"];
    expect(startsOf(calendar(event(...lines)))).to.deep.equal([
      "2026-03-16T08:00Z",
      "2026-03-30T07:00Z",
      "2026-04-01T08:00Z",
    ]);
    expect(startsOf(calendar(event(...weekly, "EXDATE;VALUE=DATE:20260323")))).to.have.length(2);
    const periods = event("DTSTART:20260301T090000Z", "RDATE;VALUE=PERIOD:20260302T090000Z/PT2H");
    expect(startsOf(calendar(periods))).to.deep.equal(["2026-03-01T09:00Z", "2026-03-02T09:00Z"]);
  });

  it("has an exception in the place of its occurrence, also from and to outside of the window", () => {
    const exception = (at: string) =>
      event("SUMMARY:Moved", "RECURRENCE-ID;TZID=Europe/Berlin:20260323T090000", `DTSTART:${at}`);
    const moved = contentOf(calendar(event(...weekly), exception("20260324T120000Z"))).occurrences;
    expect(
      moved.map(({ start, title, recurrence }) => [iso(start), title, iso(recurrence ?? 0)]),
    ).to.deep.equal([
      ["2026-03-16T08:00Z", "Weekly", "2026-03-16T08:00Z"],
      ["2026-03-24T12:00Z", "Moved", "2026-03-23T08:00Z"],
      ["2026-03-30T07:00Z", "Weekly", "2026-03-30T07:00Z"],
    ]);
    const text = calendar(event(...weekly), exception("20260501T120000Z"));
    expect(startsOf(text, "2026-04-01")).to.deep.equal(["2026-05-01T12:00Z"]);
    expect(startsOf(text, "2026-03-20", "2026-03-28")).to.deep.equal([]);
  });

  it("has its exceptions also where a feed names their place by the date alone, or by a time without its zone", () => {
    const exception = (place: string) => event(`RECURRENCE-ID${place}`, "DTSTART:20260324T120000Z");
    for (const place of [";VALUE=DATE:20260323", ";TZID=Europe/Berlin:20260323T090000"]) {
      expect(startsOf(calendar(event(...weekly), exception(place))), place).to.deep.equal([
        "2026-03-16T08:00Z",
        "2026-03-24T12:00Z",
        "2026-03-30T07:00Z",
      ]);
    }
    const unzoned = event("RECURRENCE-ID:20260323T090000", "DTSTART;TZID=Europe/Berlin:20260324T130000");
    expect(startsOf(calendar(event(...weekly, "EXDATE:20260330T090000"), unzoned))).to.deep.equal([
      "2026-03-16T08:00Z",
      "2026-03-24T12:00Z",
    ]);
    const days = event("DTSTART;VALUE=DATE:20260316", "RRULE:FREQ=WEEKLY;COUNT=2");
    const timed = event("RECURRENCE-ID:20260323T090000", "DTSTART;VALUE=DATE:20260324");
    expect(startsOf(calendar(days, timed))).to.deep.equal(["2026-03-16T00:00Z", "2026-03-24T00:00Z"]);
  });

  it("is changed from one occurrence on by THISANDFUTURE, but for occurrences that have exceptions of their own", () => {
    const following = event(
      "SUMMARY:Later",
      "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260323T090000",
      "DTSTART;TZID=Europe/Berlin:20260324T110000",
      "DTEND;TZID=Europe/Berlin:20260324T113000",
    );
    const cancelled = event(
      "STATUS:CANCELLED",
      "RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000",
      "DTSTART;TZID=Europe/Berlin:20260330T090000",
    );
    const longer = weekly.map((line) => line.replace("COUNT=3", "COUNT=4"));
    const { occurrences } = contentOf(calendar(event(...longer), following, cancelled));
    expect(occurrences.map(({ start, end, title }) => [iso(start), end && iso(end), title])).to.deep.equal([
      ["2026-03-16T08:00Z", undefined, "Weekly"],
      ["2026-03-24T10:00Z", "2026-03-24T10:30Z", "Later"],
      ["2026-04-07T09:00Z", "2026-04-07T09:30Z", "Later"],
    ]);
  });

  it("is as its newest version says, by SEQUENCE and then DTSTAMP", () => {
    const version = (title: string, sequence: number, stamp: string) =>
      event(`SUMMARY:${title}`, "DTSTART:20260301T090000Z", `SEQUENCE:${sequence}`, `DTSTAMP:${stamp}`);
    const { occurrences } = contentOf(
      calendar(
        version("old", 1, "20260103T000000Z"),
        version("new", 2, "20260102T000000Z"),
        version("older", 2, "20260101T000000Z"),
      ),
    );
    expect(occurrences.map(({ title }) => title)).to.deep.equal(["new"]);
  });

  it("is gone when it is cancelled, with its exceptions", () => {
    const exception = event("RECURRENCE-ID:20260323T080000Z", "DTSTART:20260324T080000Z");
    expect(startsOf(calendar(event(...weekly, "STATUS:CANCELLED"), exception))).to.deep.equal([]);
  });

  it("keeps whole days as days, in no zone", () => {
    const days = event(
      "DTSTART;VALUE=DATE:20260328",
      "DTEND;VALUE=DATE:20260330",
      "RRULE:FREQ=WEEKLY;COUNT=2",
    );
    const { occurrences } = contentOf(calendar("X-WR-TIMEZONE:America/Los_Angeles", days));
    expect(occurrences.map(({ start, end, allDay }) => [iso(start), iso(end ?? 0), allDay])).to.deep.equal([
      ["2026-03-28T00:00Z", "2026-03-30T00:00Z", true],
      ["2026-04-04T00:00Z", "2026-04-06T00:00Z", true],
    ]);
    const { occurrences: one } = contentOf(calendar(event("DTSTART;VALUE=DATE:20260328")));
    expect(one.map(({ end }) => iso(end ?? 0))).to.deep.equal(["2026-03-29T00:00Z"]);
  });

  it("ends with UNTIL in whatever form it has", () => {
    const until = (text: string) =>
      startsOf(
        calendar(event("DTSTART;TZID=America/New_York:20260301T210000", `RRULE:FREQ=DAILY;UNTIL=${text}`)),
      ).length;
    expect([until("20260304T020000Z"), until("20260303T210000"), until("20260303")]).to.deep.equal([3, 3, 3]);
    const days = event("DTSTART;VALUE=DATE:20260301", "RRULE:FREQ=DAILY;UNTIL=20260303T120000Z");
    expect(startsOf(calendar(days))).to.have.length(3);
  });

  it("leaves out a start in a gap of summer time without counting it, and takes the first of a repeated hour", () => {
    const lines = (start: string) => event(`DTSTART;TZID=Europe/Berlin:${start}`, "RRULE:FREQ=DAILY;COUNT=3");
    expect(startsOf(calendar(lines("20260328T023000")))).to.deep.equal([
      "2026-03-28T01:30Z",
      "2026-03-30T00:30Z",
      "2026-03-31T00:30Z",
    ]);
    expect(startsOf(calendar(lines("20261024T023000")))).to.deep.equal([
      "2026-10-24T00:30Z",
      "2026-10-25T00:30Z",
      "2026-10-26T01:30Z",
    ]);
  });

  it("takes as long as the feed says: days of a DURATION are days, hours between two times are hours", () => {
    const ends = (line: string) =>
      contentOf(
        calendar(event("DTSTART;TZID=Europe/Berlin:20260321T120000", line, "RRULE:FREQ=WEEKLY;COUNT=2")),
      ).occurrences.map(({ end }) => iso(end ?? 0));
    expect(ends("DURATION:P1D")).to.deep.equal(["2026-03-22T11:00Z", "2026-03-29T10:00Z"]);
    expect(ends("DTEND;TZID=Europe/Berlin:20260322T120000")).to.deep.equal([
      "2026-03-22T11:00Z",
      "2026-03-29T11:00Z",
    ]);
  });

  it("lasts until the end of the year 9999 at most: later times have no RFC 3339 form", () => {
    for (const lines of [
      ["DTSTART;TZID=America/New_York:20260321T120000", "DTEND;TZID=America/New_York:99991231T235959"],
      ["DTSTART;VALUE=DATE:20260321", "DTEND;VALUE=DATE:99991231", "RRULE:FREQ=DAILY;COUNT=2"],
    ])
      expect(iso(contentOf(calendar(event(...lines))).occurrences.at(-1)?.end ?? 0)).to.match(/^9999-12-31/);
  });

  it("that began long ago is there from the window's begin on", () => {
    const text = calendar(event("DTSTART;TZID=America/New_York:19700101T090000", "RRULE:FREQ=DAILY"));
    expect(startsOf(text)).to.have.length(365);
  });

  it("that has more occurrences than are kept is incomplete", () => {
    const { occurrences, incomplete } = contentOf(
      calendar(event("DTSTART:20260101T000000Z", "RRULE:FREQ=HOURLY")),
      "2026-01-01",
      "2027-05-06",
    );
    expect([occurrences.length, incomplete]).to.deep.equal([1000, ["u1"]]);
  });

  it("of a rule that never matches has its start alone", () => {
    for (const rule of [
      "DAILY;BYMONTH=2;BYMONTHDAY=30",
      "YEARLY;BYMONTH=2;BYMONTHDAY=30",
      "MONTHLY;BYDAY=MO;BYSETPOS=300",
    ])
      expect(
        startsOf(calendar(event("DTSTART:20260301T000000Z", `RRULE:FREQ=${rule}`))),
        rule,
      ).to.have.length(1);
  });
});

describe("an iCalendar file", () => {
  it("is read around what cannot be read, and names those events", () => {
    const { occurrences, skipped, incomplete } = contentOf(
      calendar(
        event("UID:good", "DTSTART:20260301T090000Z", "SUMMARY:  A\\, B\\n"),
        event("UID:bad", "DTSTART:20269901T090000Z"),
        event("UID:worse", "DTSTART:20260301T090000Z", "RRULE:FREQ=SOMETIMES"),
        event("UID:a\\,b\\;c\\\\d", "DTSTART:20269901T090000Z"),
        event("DTSTART;:", "nonsense"),
      ),
    );
    expect(occurrences.map(({ uid, title }) => [uid, title])).to.deep.equal([["good", "A, B"]]);
    expect({ skipped, incomplete }).to.deep.equal({
      skipped: 4,
      incomplete: ["bad", "worse", "a,b;c\\d", "u1"],
    });
  });

  it("refuses rules that no calendar means", () => {
    const all = (n: number, from = 0) => Array.from({ length: n }, (_, i) => i + from).join();
    const rules = [
      "FREQ=SECONDLY",
      "FREQ=MINUTELY;BYSECOND=0,30",
      `FREQ=DAILY;BYHOUR=${all(24)};BYMINUTE=${all(60)}`,
      `FREQ=YEARLY;BYMONTH=${all(12, 1)};BYMONTHDAY=${all(31, 1)};BYHOUR=${all(24)};BYMINUTE=${all(60)};COUNT=1`,
    ];
    const { occurrences, skipped } = contentOf(
      calendar(...rules.map((rule, i) => event(`UID:${i}`, "DTSTART:20260301T090000Z", `RRULE:${rule}`))),
    );
    expect({ occurrences, skipped }).to.deep.equal({ occurrences: [], skipped: 4 });
  });
});
