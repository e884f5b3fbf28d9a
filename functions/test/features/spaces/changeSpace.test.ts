import { expect } from "chai";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, aPlace } from "../people.js";

describe("PATCH /api/spaces/:spaceId", () => {
  const server = anInstance();

  it("changes the name and who may join, for owners and admins; members hear of it, once", async () => {
    const place = await aPlace(server(), "request");
    const [admin, member] = [await place.member("admin"), await place.member()];
    const before = (await place.owner.get(place.path)).body;
    const renamed = await place.owner.patch(place.path, { name: "  Stable " });
    expect(renamed).to.deep.equal({ status: 200, body: Object.assign({}, before, { name: "Stable" }) });
    const open = await admin.patch(place.path, { joinPolicy: "open" });
    const body = Object.assign({}, before, { name: "Stable", joinPolicy: "open" });
    expect(open).to.deep.equal({ status: 200, body });
    expect(await admin.patch(place.path, { joinPolicy: "open", name: "Stable" })).to.deep.equal(open);
    expect(await member.get(place.path)).to.deep.equal(open);
    expect((await (await aPerson(server())).post(`${place.path}/join`)).status).to.equal(201);
    const events = (await server().events(`spaces/${place.id}`)).filter(
      ({ type }) => type === "space:updated",
    );
    expect(events.map(({ by, data }) => ({ by, data }))).to.deep.equal([
      { by: place.owner.uid, data: renamed.body },
      { by: admin.uid, data: open.body },
    ]);
  });

  it("is refused to members, hidden from all others, and takes nothing else", async () => {
    const place = await aPlace(server());
    const [member, banned, stranger] = [await place.member(), await place.member(), await aPerson(server())];
    await place.owner.patch(`${place.path}/members/${banned.uid}`, { status: "banned" });
    expect((await member.patch(place.path, { name: "Mine" })).status).to.equal(403);
    for (const person of [banned, stranger])
      expect(await person.patch(place.path, { name: "Mine" })).to.deep.equal(hidden);
    for (const body of [{}, { name: " " }, { createdBy: "me" }, { joinPolicy: "closed" }])
      expect((await place.owner.patch(place.path, body)).status, JSON.stringify(body)).to.equal(400);
    expect(await place.owner.get(place.path)).to.have.nested.property("body.name", "Lobby");
  });
});
