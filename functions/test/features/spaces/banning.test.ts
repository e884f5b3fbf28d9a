import { expect } from "chai";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, aPlace, type Person, type Place, summary } from "../people.js";

describe("F6: bans over HTTP", () => {
  const server = anInstance();

  const ban = (by: Person, { path }: Place, { uid }: Person) =>
    by.patch(`${path}/members/${uid}`, { status: "banned" });

  for (const joinPolicy of ["open", "request"] as const) {
    it(`keep a member out of a space whose join policy is ${joinPolicy}`, async () => {
      const place = await aPlace(server(), joinPolicy);
      const nina = await place.member();
      const banned = await ban(place.owner, place, nina);
      expect(banned.status).to.equal(200);
      expect(banned.body).to.deep.include({ uid: nina.uid, role: "member", status: "banned" });
      expect(await nina.get(place.path), "at once, on this instance").to.deep.equal(hidden);
      expect((await nina.post(`${place.path}/join`)).status).to.equal(403);
      expect((await nina.delete(`${place.path}/members/${nina.uid}`)).status, "by leaving").to.equal(403);
      expect((await nina.post(`${place.path}/join`)).status).to.equal(403);
    });
  }

  it("end the user's streams on every instance, with one event that they have left, once", async () => {
    const place = await aPlace(server());
    const nina = await place.member();
    const before = await summary(server(), `spaces/${place.id}/members`);
    const [first, again] = [await ban(place.owner, place, nina), await ban(place.owner, place, nina)];
    expect(again).to.deep.equal(first);
    expect((await summary(server(), `spaces/${place.id}/members`)).slice(before.length)).to.deep.equal([
      `space:member:left by ${place.owner.uid}`,
    ]);
    const revoked = server().sent.filter(
      (message) =>
        message.type === "control" &&
        message.control.type === "access_revoked" &&
        message.control.uid === nina.uid &&
        message.control.value === place.id,
    );
    expect(revoked).to.have.length.at.least(1);
  });

  it("are seen by owners, admins and the banned, not by members and strangers", async () => {
    const place = await aPlace(server());
    const [plain, admin, nina] = [await place.member(), await place.member("admin"), await place.member()];
    await ban(admin, place, nina);
    const seen = async (by: Person) => (await by.get(`${place.path}/members/${nina.uid}`)).status;
    expect(await Promise.all([place.owner, admin, nina, plain].map(seen))).to.deep.equal([
      200, 200, 200, 404,
    ]);
    expect(await seen(await aPerson(server()))).to.equal(404);
  });

  it("are for owners and admins as far as their role reaches; not for oneself or the last owner", async () => {
    const place = await aPlace(server());
    const [plain, admin, stranger] = [
      await place.member(),
      await place.member("admin"),
      await aPerson(server()),
    ];
    expect((await ban(plain, place, admin)).status).to.equal(403);
    expect((await ban(admin, place, place.owner)).status).to.equal(403);
    expect((await ban(place.owner, place, place.owner)).status).to.equal(409);
    expect(await ban(stranger, place, plain)).to.deep.equal(hidden);
    expect(await ban(place.owner, place, stranger), "who is no member").to.deep.equal(hidden);
    expect((await ban(admin, place, plain)).status).to.equal(200);
  });

  it("outweigh every invite, and are lifted by taking the user back or by removing the ban", async () => {
    const place = await aPlace(server(), "request");
    const nina = await aPerson(server(), { verified: true });
    await nina.post(`${place.path}/join`);
    expect((await ban(place.owner, place, nina)).status).to.equal(200);
    expect((await place.owner.post(`${place.path}/invites`, { uid: nina.uid })).status).to.equal(409);
    expect((await place.owner.post(`${place.path}/invites`, { email: nina.email })).status).to.equal(202);
    expect((await nina.post(`${place.path}/join`)).status).to.equal(403);

    const member = `${place.path}/members/${nina.uid}`;
    const back = await place.owner.patch(member, { status: "active" });
    expect(back).to.have.nested.property("body.status", "active");
    expect((await nina.get(place.path)).status).to.equal(200);
    await ban(place.owner, place, nina);
    expect((await place.owner.delete(member)).status).to.equal(204);
    expect((await nina.post(`${place.path}/join`)).status, "by the invite").to.equal(201);
  });

  it("answer a repeat as the first time", async () => {
    const place = await aPlace(server());
    const nina = await place.member();
    const act = () =>
      place.owner.patch(`${place.path}/members/${nina.uid}`, { status: "banned" }, { key: "k1" });
    const first = await act();
    await place.owner.patch(`${place.path}/members/${nina.uid}`, { status: "active" });
    expect(await act()).to.deep.equal(first);
    expect((await nina.get(place.path)).status, "the repeat has no second effect").to.equal(200);
  });
});
