import { expect } from "chai";
import { CalendarEvent } from "@firecast/contract/space/calendar";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, aPlace, summary } from "../people.js";

describe("an event of a space's calendar", () => {
  const server = anInstance();
  const startsAt = "2027-03-01T09:00:00.000Z";

  async function anEvent() {
    const place = await aPlace(server());
    const [mia, admin] = [await place.member(), await place.member("admin")];
    const events = `${place.path}/events`;
    const draft = { title: "Stand-up", startsAt, endsAt: "2027-03-01T10:00:00Z" };
    const event = CalendarEvent.parse((await mia.post(events, draft)).body);
    return { ...place, mia, admin, event, path: `${events}/${event.id}` };
  }

  it("is changed by its organizer and by who manages the space, and the space's channel says so", async () => {
    const { id, mia, admin, member, event, path } = await anEvent();
    const moved = await mia.patch(path, { startsAt: "2027-03-01T10:30:00+01:00" }, { key: "k1" });
    const { updatedAt } = CalendarEvent.parse(moved.body);
    const expected = { ...event, startsAt: "2027-03-01T09:30:00.000Z", updatedBy: mia.uid, updatedAt };
    expect(moved).to.deep.equal({ status: 200, body: expected });
    expect(await mia.patch(path, { startsAt: "2027-03-01T10:30:00+01:00" }, { key: "k1" })).to.deep.equal(
      moved,
    );
    expect(await admin.patch(path, { title: "Stand-up" }), "so already").to.deep.equal(moved);
    const open = CalendarEvent.parse((await admin.patch(path, { endsAt: null, title: "Sit-in" })).body);
    expect(open).to.include({ title: "Sit-in", updatedBy: admin.uid }).and.not.have.property("endsAt");
    expect((await (await member()).patch(path, { title: "Mine" })).status).to.equal(403);
    for (const body of [{}, { endsAt: startsAt }, { title: " " }, { createdBy: "x" }, { startsAt: null }])
      expect((await mia.patch(path, body)).status, JSON.stringify(body)).to.equal(400);
    expect(await summary(server(), `spaces/${id}`)).to.deep.equal([
      `calendar:event:created by ${mia.uid}`,
      `calendar:event:updated by ${mia.uid}`,
      `calendar:event:updated by ${admin.uid}`,
    ]);
    const [, , last] = await server().events(`spaces/${id}`);
    expect(last?.data).to.deep.equal(open);
  });

  it("is withdrawn once, and then it is not there", async () => {
    const { id, mia, owner, event, path, member } = await anEvent();
    expect((await (await member()).delete(path)).status).to.equal(403);
    const withdraw = () => owner.delete(path, { key: "k1" });
    expect(await withdraw()).to.deep.equal({ status: 204, body: undefined });
    expect(await withdraw()).to.deep.equal({ status: 204, body: undefined });
    for (const gone of [
      mia.patch(path, { title: "X" }),
      mia.delete(path),
      mia.put(`${path}/rsvp`, { status: "yes" }),
    ])
      expect(await gone).to.deep.equal(hidden);
    const stranger = await aPerson(server());
    expect(await stranger.delete(path)).to.deep.equal(hidden);
    const [, deleted] = await server().events(`spaces/${id}`);
    expect(deleted).to.include({ type: "calendar:event:deleted", by: owner.uid });
    expect(deleted?.data).to.deep.include({ id: event.id, spaceId: id });
  });
});
