import { expect } from "chai";
import {
  calendarTypes,
  tellEventCreated,
  tellEventReminder,
  tellRsvpUpdate,
} from "../../../src/features/calendar/notices.js";
import { anEvent, anRsvp, at, earlier } from "./builders.js";
import { expectTold, toldTo } from "../../platform/notices/told.js";

const entry = { event: anEvent(), spaceName: "Lobby" };
const about = { spaceId: "s1", spaceName: "Lobby", eventId: "e1", eventTitle: "Stand-up" };
const path = "spaces/s1/calendar/e1";

describe("event_created", () => {
  it("tells the members of the space", () => {
    expectTold(calendarTypes, tellEventCreated(entry), [
      {
        type: "event_created",
        cause: path,
        payload: { ...about, startsAt: "2026-03-02T09:00:00.000Z" },
        actor: "olga",
        at: earlier,
        audience: { type: "members", spaceId: "s1" },
      },
    ]);
  });
});

const due = { at: Date.parse("2026-03-02T08:45:00.000Z"), until: Date.parse("2026-03-02T09:00:00.000Z") };

describe("event_reminder", () => {
  it("tells those who come or may come, and the organizer, a quarter of an hour before", () => {
    expectTold(calendarTypes, tellEventReminder(entry, { ...due, uids: ["olga", "mia", "max"] }), [
      {
        type: "event_reminder",
        cause: `${path} 2026-03-02T09:00:00.000Z`,
        payload: { ...about, startsAt: "2026-03-02T09:00:00.000Z" },
        at: "2026-03-02T08:45:00.000Z",
        until: "2026-03-02T09:00:00.000Z",
        audience: { type: "users", uids: ["olga", "mia", "max"] },
      },
    ]);
  });

  it("tells the organizer once, also as one who comes", () => {
    expect(toldTo(tellEventReminder(entry, { ...due, uids: ["olga", "olga"] }))).to.deep.equal(["olga"]);
  });

  it("is told anew where the event was moved", () => {
    const moved = { ...entry, event: anEvent({ startsAt: "2026-03-03T09:00:00.000Z" }) };
    expect(tellEventReminder(moved, { ...due, uids: ["mia"] })[0]?.cause).to.equal(
      `${path} 2026-03-03T09:00:00.000Z`,
    );
  });
});

describe("rsvp_update", () => {
  it("tells the organizer", () => {
    expectTold(calendarTypes, tellRsvpUpdate({ ...entry, before: undefined, after: anRsvp() }), [
      {
        type: "rsvp_update",
        cause: `${path}/rsvps/mia yes ${at}`,
        payload: { ...about, uid: "mia", status: "yes" },
        actor: "mia",
        at,
        audience: { type: "users", uids: ["olga"] },
      },
    ]);
  });

  it("is told when the answer changes, and not to who organizes and answers", () => {
    const after = anRsvp({ status: "no" });
    expect(tellRsvpUpdate({ ...entry, before: anRsvp(), after })).to.have.length(1);
    expect(tellRsvpUpdate({ ...entry, before: after, after })).to.deep.equal([]);
    expect(tellRsvpUpdate({ ...entry, before: undefined, after: anRsvp({ uid: "olga" }) })).to.deep.equal([]);
  });
});
