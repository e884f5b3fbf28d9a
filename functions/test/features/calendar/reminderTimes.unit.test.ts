import { expect } from "chai";
import { reminderFor } from "../../../src/features/calendar/reminderTimes.js";
import { reminderWindow } from "../../../src/features/calendar/reminderWindow.js";
import { toTimestamp } from "../../../src/platform/clock.js";

const berlin = { uid: "bob", timeZone: "Europe/Berlin" };
const day = (startsAt: string) => ({ startsAt, allDay: true });
const shown = ({ at, until }: { at: number; until: number }) => [toTimestamp(at), toTimestamp(until)];

describe("a reminder", () => {
  it("N8: of an event at a time is due a quarter of an hour before, and of use until it begins", () => {
    const event = { startsAt: "2026-03-02T09:00:00.000Z", allDay: false };
    expect(shown(reminderFor(event, berlin))).to.deep.equal([
      "2026-03-02T08:45:00.000Z",
      "2026-03-02T09:00:00.000Z",
    ]);
  });

  it("N8: of an event of a whole day is due on that day's morning where the reader is, and of use that day", () => {
    const event = day("2026-03-29T00:00:00.000Z"); // clocks go forward in Berlin that night
    const at = (timeZone: string) => shown(reminderFor(event, { uid: "x", timeZone }));
    expect(at("Europe/Berlin")).to.deep.equal(["2026-03-29T06:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
    expect(at("America/Los_Angeles")).to.deep.equal(["2026-03-29T15:00:00.000Z", "2026-03-30T07:00:00.000Z"]);
    expect(at("Pacific/Kiritimati")).to.deep.equal(["2026-03-28T18:00:00.000Z", "2026-03-29T10:00:00.000Z"]);
  });

  it("N8: knows the date of a whole day though it was given as midnight in the caller's zone", () => {
    const [from] = shown(reminderFor(day("2026-03-09T23:00:00.000Z"), berlin)); // 10 March, 00:00 in Berlin
    expect(from).to.equal("2026-03-10T07:00:00.000Z");
    expect(shown(reminderFor(day("2026-03-10T08:00:00.000Z"), berlin))[0]).to.equal(from); // in Los Angeles
  });

  it("N8: waits for the end of quiet hours, unless they last the whole day", () => {
    const event = day("2026-03-10T00:00:00.000Z");
    const at = (from: string, to: string) =>
      shown(reminderFor(event, { ...berlin, quietHours: { from, to, timeZone: berlin.timeZone } }))[0];
    expect(at("22:00", "09:30")).to.equal("2026-03-10T08:30:00.000Z");
    expect(at("00:00", "23:59")).to.equal("2026-03-10T22:59:00.000Z");
    expect(at("07:00", "06:00")).to.equal("2026-03-10T07:00:00.000Z");
  });

  it("N8: is never due outside of the time in which the event is looked at", () => {
    const event = day("2026-06-10T00:00:00.000Z");
    const { from, until } = reminderWindow(event);
    for (const timeZone of Intl.supportedValuesOf("timeZone")) {
      const own = reminderFor(event, { uid: "x", timeZone });
      expect(own.at, timeZone).to.be.within(from, until);
      expect(own.until, timeZone).to.be.within(own.at + 1, until);
    }
  });
});
