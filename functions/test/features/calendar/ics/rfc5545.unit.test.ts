import { expect } from "chai";
import { calendar, event, startsOf } from "./feeds.js";

/** Local time in New York: a date alone stands for 09:00. */
const inNewYork = (iso: string): string => {
  const text = new Date(iso).toLocaleString("sv-SE", { timeZone: "America/New_York" }).slice(0, 16);
  return text.replace(/ 09:00$/, "");
};
const local = (rule: string, begin: string, ...more: string[]): string[] =>
  startsOf(
    calendar(event(`DTSTART;TZID=America/New_York:${begin}T090000`, `RRULE:${rule}`, ...more)),
    "1996-01-01",
    "2008-01-01",
  ).map(inNewYork);

/** `1997 Sep 2 4, Oct 7` as dates. */
function datesOf(text: string): string[] {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  let [year, month] = ["", ""];
  return text.split(/[\s,]+/).flatMap((word) => {
    if (/^\d{4}$/.test(word)) year = word;
    else if (months.includes(word)) month = String(months.indexOf(word) + 1).padStart(2, "0");
    else return [`${year}-${month}-${word.padStart(2, "0")}`];
    return [];
  });
}

/** RFC 5545, 3.8.5.3: rule, start, and the first of the occurrences that it names; all of them where there is an end. */
const examples: readonly (readonly [rule: string, begin: string, expected: string])[] = [
  ["FREQ=DAILY;COUNT=10", "19970902", "1997 Sep 2 3 4 5 6 7 8 9 10 11"],
  ["FREQ=DAILY;INTERVAL=2", "19970902", "1997 Sep 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30, Oct 2 4"],
  ["FREQ=DAILY;INTERVAL=10;COUNT=5", "19970902", "1997 Sep 2 12 22, Oct 2 12"],
  ["FREQ=WEEKLY;COUNT=10", "19970902", "1997 Sep 2 9 16 23 30, Oct 7 14 21 28, Nov 4"],
  [
    "FREQ=WEEKLY;UNTIL=19971224T000000Z",
    "19970902",
    "1997 Sep 2 9 16 23 30, Oct 7 14 21 28, Nov 4 11 18 25, Dec 2 9 16 23",
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
    "19970902",
    "1997 Sep 2 16 30, Oct 14 28, Nov 11 25, Dec 9 23, 1998 Jan 6 20",
  ],
  [
    "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
    "19970902",
    "1997 Sep 2 4 9 11 16 18 23 25 30, Oct 2",
  ],
  ["FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "19970902", "1997 Sep 2 4 9 11 16 18 23 25 30, Oct 2"],
  [
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
    "19970901",
    "1997 Sep 1 3 5 15 17 19 29, Oct 1 3 13 15 17 27 29 31, Nov 10 12 14 24 26 28, Dec 8 10 12 22",
  ],
  ["FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "19970902", "1997 Sep 2 4 16 18 30, Oct 2 14 16"],
  [
    "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
    "19970905",
    "1997 Sep 5, Oct 3, Nov 7, Dec 5, 1998 Jan 2, Feb 6, Mar 6, Apr 3, May 1, Jun 5",
  ],
  ["FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "19970905", "1997 Sep 5, Oct 3, Nov 7, Dec 5"],
  [
    "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
    "19970907",
    "1997 Sep 7 28, Nov 2 30, 1998 Jan 4 25, Mar 1 29, May 3 31",
  ],
  ["FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "19970922", "1997 Sep 22, Oct 20, Nov 17, Dec 22, 1998 Jan 19, Feb 16"],
  ["FREQ=MONTHLY;BYMONTHDAY=-3", "19970928", "1997 Sep 28, Oct 29, Nov 28, Dec 29, 1998 Jan 29, Feb 26"],
  [
    "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
    "19970902",
    "1997 Sep 2 15, Oct 2 15, Nov 2 15, Dec 2 15, 1998 Jan 2 15",
  ],
  [
    "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
    "19970930",
    "1997 Sep 30, Oct 1 31, Nov 1 30, Dec 1 31, 1998 Jan 1 31, Feb 1",
  ],
  [
    "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
    "19970910",
    "1997 Sep 10 11 12 13 14 15, 1999 Mar 10 11 12 13",
  ],
  [
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
    "19970902",
    "1997 Sep 2 9 16 23 30, Nov 4 11 18 25, 1998 Jan 6 13 20 27, Mar 3 10 17 24 31",
  ],
  [
    "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
    "19970610",
    "1997 Jun 10, Jul 10, 1998 Jun 10, Jul 10, 1999 Jun 10, Jul 10, 2000 Jun 10, Jul 10, 2001 Jun 10, Jul 10",
  ],
  [
    "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
    "19970310",
    "1997 Mar 10, 1999 Jan 10, Feb 10, Mar 10, 2001 Jan 10, Feb 10, Mar 10, 2003 Jan 10, Feb 10, Mar 10",
  ],
  [
    "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
    "19970101",
    "1997 Jan 1, Apr 10, Jul 19, 2000 Jan 1, Apr 9, Jul 18, 2003 Jan 1, Apr 10, Jul 19, 2006 Jan 1",
  ],
  ["FREQ=YEARLY;BYDAY=20MO", "19970519", "1997 May 19, 1998 May 18, 1999 May 17"],
  ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512", "1997 May 12, 1998 May 11, 1999 May 17"],
  [
    "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
    "19970313",
    "1997 Mar 13 20 27, 1998 Mar 5 12 19 26, 1999 Mar 4 11 18 25",
  ],
  [
    "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
    "19970605",
    "1997 Jun 5 12 19 26, Jul 3 10 17 24 31, Aug 7 14 21 28, 1998 Jun 4 11 18 25, Jul 2 9 16 23 30, Aug 6 13 20 27",
  ],
  [
    "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
    "19970913",
    "1997 Sep 13, Oct 11, Nov 8, Dec 13, 1998 Jan 10, Feb 7, Mar 7, Apr 11, May 9, Jun 13",
  ],
  [
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
    "19961105",
    "1996 Nov 5, 2000 Nov 7, 2004 Nov 2",
  ],
  ["FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904", "1997 Sep 4, Oct 7, Nov 6"],
  [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    "19970929",
    "1997 Sep 29, Oct 30, Nov 27, Dec 30, 1998 Jan 29, Feb 26, Mar 30",
  ],
  [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", // 3.3.10
    "19970930",
    "1997 Sep 30, Oct 31, Nov 28, Dec 31, 1998 Jan 30, Feb 27",
  ],
  ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805", "1997 Aug 5 10 19 24"],
  ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805", "1997 Aug 5 17 19 31"],
  ["FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115", "2007 Jan 15 30, Feb 15, Mar 15 30"],
];

describe("the examples of RFC 5545", () => {
  for (const [rule, begin, expected] of examples) {
    it(rule, () => {
      const dates = datesOf(expected);
      const found = local(rule, begin);
      expect(/COUNT|UNTIL/.test(rule) ? found : found.slice(0, dates.length)).to.deep.equal(dates);
    });
  }

  it("every day until 24 December, and every day of January for three years, in two spellings", () => {
    const days = local("FREQ=DAILY;UNTIL=19971224T000000Z", "19970902");
    expect([days.length, days.at(-1)]).to.deep.equal([113, "1997-12-23"]);
    const yearly = local(
      "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
      "19980101",
    );
    const daily = local("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "19980101");
    expect([yearly.length, yearly]).to.deep.equal([93, daily]);
  });

  it("every Friday the 13th: DTSTART is an occurrence, and EXDATE takes it out", () => {
    const rule = "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13";
    const fridays = datesOf("1998 Feb 13, Mar 13, Nov 13, 1999 Aug 13, 2000 Oct 13");
    expect(local(rule, "19970902", "EXDATE;TZID=America/New_York:19970902T090000").slice(0, 5)).to.deep.equal(
      fridays,
    );
    expect(local(rule, "19970902")[0]).to.equal("1997-09-02");
  });

  const workdays = "9,10,11,12,13,14,15,16";
  const everyTwentyMinutes = ["", " 09:20", " 09:40", " 10:00", " 10:20"].map((time) => `1997-09-02${time}`);
  /** Those of a day and of days, and the start of the last one. */
  for (const [rule, count, first, last] of [
    // RFC Erratum 3883: it ends at 17:00 in New York.
    [
      "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
      3,
      ["1997-09-02", "1997-09-02 12:00"],
      "1997-09-02 15:00",
    ],
    ["FREQ=MINUTELY;INTERVAL=15;COUNT=6", 6, ["1997-09-02", "1997-09-02 09:15"], "1997-09-02 10:15"],
    ["FREQ=MINUTELY;INTERVAL=90;COUNT=4", 4, ["1997-09-02", "1997-09-02 10:30"], "1997-09-02 13:30"],
    [
      `FREQ=DAILY;BYHOUR=${workdays};BYMINUTE=0,20,40;UNTIL=19970903T210000Z`,
      48,
      everyTwentyMinutes,
      "1997-09-03 16:40",
    ],
    [
      `FREQ=MINUTELY;INTERVAL=20;BYHOUR=${workdays};UNTIL=19970903T210000Z`,
      48,
      everyTwentyMinutes,
      "1997-09-03 16:40",
    ],
    ["FREQ=MINUTELY;INTERVAL=20", 1000, everyTwentyMinutes, "1997-09-16 06:00"],
  ] as const) {
    it(rule, () => {
      const found = local(rule, "19970902");
      expect([found.length, found.slice(0, first.length), found.at(-1)]).to.deep.equal([count, first, last]);
    });
  }

  it("every other January, Sundays at 8:30 and 9:30 (3.3.10)", () => {
    const rule = "FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU;BYHOUR=8,9;BYMINUTE=30";
    const exdate = "EXDATE;TZID=America/New_York:19970105T090000";
    expect(local(rule, "19970105", exdate).slice(0, 9)).to.deep.equal([
      ...["05", "12", "19", "26"].flatMap((day) => [`1997-01-${day} 08:30`, `1997-01-${day} 09:30`]).slice(1),
      ...["1999-01-03 08:30", "1999-01-03 09:30"],
    ]);
  });
});
