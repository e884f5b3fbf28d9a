import { expect } from "chai";
import { readInWorker, usualBudget } from "../../../../src/features/calendar/ics/readInWorker.js";
import { proseOf } from "../../../readme/pages.js";
import { calendar, event } from "./feeds.js";

const window = { from: Date.parse("2026-01-01"), to: Date.parse("2027-01-01") };
const file = (text: string) => ({ bytes: Buffer.from(text), window, maxOccurrences: 5000 });
const many = (count: number, make: (n: number) => string): string =>
  calendar(Array.from({ length: count }, (_, n) => make(n)).join("\r\n"));

describe("a feed that is read in a thread of its own", function () {
  this.timeout(20_000);

  it("comes back as it was read", async () => {
    const reading = await readInWorker(file(calendar(event("DTSTART:20260301T090000Z"))));
    expect(reading.type === "read" && reading.occurrences.length).to.equal(1);
  });

  it("ends when its time or its memory is over, while another feed is read", async () => {
    const slow = many(15_000, (n) =>
      event(`UID:${n}`, "DTSTART;TZID=Europe/Berlin:19700101T090000", "RRULE:FREQ=DAILY"),
    );
    const [stopped, proceeding] = await Promise.all([
      readInWorker(file(slow), { withinMs: 500 }),
      readInWorker(file(calendar(event("DTSTART:20260301T090000Z")))),
    ]);
    expect([stopped.type, proceeding.type]).to.deep.equal(["too_costly", "read"]);
    const large = await readInWorker(file(slow), { withinMs: 15_000, heapMb: 16 });
    expect(large.type).to.equal("too_costly");
  });

  it("is refused for a million events before they are all looked at", async () => {
    const tiny = ["BEGIN:VEVENT", "END:VEVENT"].join("\r\n");
    expect((await readInWorker(file(many(200_000, () => tiny)))).type).to.equal("too_many_events");
  });

  it("may take what docs/calendar.md says", () => {
    const { withinMs, heapMb } = usualBudget;
    expect(proseOf("docs/calendar.md")).to.include(`ends after ${withinMs / 1000} s or ${heapMb} MB`);
  });
});
