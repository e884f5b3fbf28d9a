import { expect } from "chai";
import { isOver } from "../../../src/features/calendar/decide.js";
import { anEvent } from "./builders.js";

describe("an event", () => {
  it("is over at its end, or its start; a whole day when it has ended everywhere", () => {
    const over = (event: Parameters<typeof anEvent>[0], at: string) => isOver(anEvent(event), Date.parse(at));
    const [startsAt, endsAt] = ["2026-03-10T09:00:00.000Z", "2026-03-10T10:00:00.000Z"];
    expect(over({ startsAt, endsAt }, "2026-03-10T09:59:59Z")).to.equal(false);
    expect(over({ startsAt, endsAt }, "2026-03-10T10:00:01Z")).to.equal(true);
    expect(over({ startsAt }, "2026-03-10T09:00:01Z")).to.equal(true);
    const day = { startsAt: "2026-03-10T00:00:00.000Z", allDay: true };
    expect(over(day, "2026-03-11T11:59:59Z")).to.equal(false);
    expect(over(day, "2026-03-11T12:00:01Z")).to.equal(true);
  });
});
