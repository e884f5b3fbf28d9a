import { expect } from "chai";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, aPlace, summary } from "../people.js";

describe("members over HTTP", () => {
  const server = anInstance();

  it("know each other; who waits is known to owners, admins and themselves", async () => {
    const { path, owner, member } = await aPlace(server(), "request");
    const [plain, admin, asking, stranger] = [
      await member(),
      await member("admin"),
      await aPerson(server()),
      await aPerson(server()),
    ];
    await asking.post(`${path}/join`);
    const statuses = async (uid: string) =>
      Promise.all(
        [owner, admin, plain, asking, stranger].map(
          async (person) => (await person.get(`${path}/members/${uid}`)).status,
        ),
      );
    expect(await statuses(owner.uid)).to.deep.equal([200, 200, 200, 404, 404]);
    expect(await statuses(asking.uid)).to.deep.equal([200, 200, 404, 200, 404]);
    expect(await plain.get(`${path}/members/${asking.uid}`)).to.deep.equal(hidden);
    expect(await owner.get(`${path}/members/nobody`)).to.deep.equal(hidden);
    expect((await server().as().get(`${path}/members/${owner.uid}`)).status).to.equal(401);
  });

  it("are approved by owners and admins, with one event", async () => {
    const { id, path, member } = await aPlace(server(), "request");
    const admin = await member("admin");
    const nina = await aPerson(server());
    await nina.post(`${path}/join`);
    const before = await summary(server(), `spaces/${id}/members`);
    const approve = () => admin.patch(`${path}/members/${nina.uid}`, { status: "active" });
    const [first, second] = [await approve(), await approve()];
    expect(first.status).to.equal(200);
    expect(second).to.deep.equal(first);
    expect(first.body).to.deep.include({ uid: nina.uid, role: "member", status: "active" });
    expect((await nina.get(path)).status).to.equal(200);
    expect((await summary(server(), `spaces/${id}/members`)).slice(before.length)).to.deep.equal([
      `space:member:joined by ${admin.uid}`,
    ]);
  });

  it("change roles as far as their own role reaches", async () => {
    const { id, path, owner, member } = await aPlace(server());
    const [plain, admin] = [await member(), await member("admin")];
    const change = async (who: typeof owner, uid: string, role: string) =>
      (await who.patch(`${path}/members/${uid}`, { role })).status;
    expect(await change(plain, plain.uid, "admin")).to.equal(403);
    expect(await change(admin, plain.uid, "admin")).to.equal(403);
    expect(await change(admin, owner.uid, "member")).to.equal(403);
    expect(await change(owner, plain.uid, "owner")).to.equal(200);
    expect(await change(plain, owner.uid, "admin"), "now an owner too").to.equal(200);
    const [event] = (await server().events(`spaces/${id}/members`)).slice(-1);
    expect(event).to.deep.include({
      type: "space:member:role-changed",
      by: plain.uid,
      data: { uid: owner.uid, role: "admin", previousRole: "owner" },
    });
  });

  it("that were only invited cannot be approved", async () => {
    const { path, owner } = await aPlace(server());
    await owner.post(`${path}/invites`, { uid: "nina" });
    expect((await owner.patch(`${path}/members/nina`, { status: "active" })).status).to.equal(409);
  });

  it("leave, are removed, are declined and withdrawn, each by one request", async () => {
    const { id, path, owner, member } = await aPlace(server(), "request");
    const [leaving, removed] = [await member(), await member()];
    const [asking, changedMind] = [await aPerson(server()), await aPerson(server())];
    await asking.post(`${path}/join`);
    await changedMind.post(`${path}/join`);
    await owner.post(`${path}/invites`, { uid: "nina" });
    const before = await summary(server(), `spaces/${id}/members`);

    const gone = { status: 204, body: undefined };
    expect(await leaving.delete(`${path}/members/${leaving.uid}`)).to.deep.equal(gone);
    expect(await owner.delete(`${path}/members/${removed.uid}`)).to.deep.equal(gone);
    expect(await owner.delete(`${path}/members/${asking.uid}`)).to.deep.equal(gone);
    expect(await changedMind.delete(`${path}/members/${changedMind.uid}`)).to.deep.equal(gone);
    expect(await owner.delete(`${path}/members/nina`)).to.deep.equal(gone);

    expect((await summary(server(), `spaces/${id}/members`)).slice(before.length)).to.deep.equal([
      `space:member:left by ${leaving.uid}`,
      `space:member:left by ${owner.uid}`,
    ]);
    expect(await leaving.get(path)).to.deep.equal(hidden);
    expect(await removed.get(path), "at once, on this instance").to.deep.equal(hidden);
    expect(await owner.delete(`${path}/members/${removed.uid}`)).to.deep.equal(hidden);
  });

  it("are removed by owners and admins only, owners by owners only", async () => {
    const { path, owner, member } = await aPlace(server());
    const [plain, admin, stranger] = [await member(), await member("admin"), await aPerson(server())];
    expect((await plain.delete(`${path}/members/${admin.uid}`)).status).to.equal(403);
    expect((await admin.delete(`${path}/members/${owner.uid}`)).status).to.equal(403);
    expect(await stranger.delete(`${path}/members/${plain.uid}`)).to.deep.equal(hidden);
    expect(await stranger.patch(`${path}/members/${plain.uid}`, { role: "admin" })).to.deep.equal(hidden);
    expect((await admin.delete(`${path}/members/${plain.uid}`)).status).to.equal(204);
  });

  it("that leave are answered the same when they ask again with the key", async () => {
    const { id, path, member } = await aPlace(server());
    const nina = await member();
    const leave = () => nina.delete(`${path}/members/${nina.uid}`, { key: "k1" });
    expect(await leave()).to.deep.equal({ status: 204, body: undefined });
    expect(await leave()).to.deep.equal({ status: 204, body: undefined });
    expect((await summary(server(), `spaces/${id}/members`)).slice(-1)).to.deep.equal([
      `space:member:left by ${nina.uid}`,
    ]);
    expect(await nina.delete(`${path}/members/${nina.uid}`), "without the key").to.deep.equal(hidden);
  });

  it("that were changed are answered the same when the key comes again", async () => {
    const { path, owner, member } = await aPlace(server());
    const [heir, key] = [await member("owner"), "k1"];
    const demote = () => owner.patch(`${path}/members/${owner.uid}`, { role: "member" }, { key });
    const demoted = await demote();
    expect(demoted.status).to.equal(200);
    await heir.delete(`${path}/members/${owner.uid}`);
    expect(await demote()).to.deep.equal(demoted);
    const other = await owner.patch(`${path}/members/${owner.uid}`, { role: "admin" }, { key });
    expect(other.status).to.equal(422);
  });

  it("refuse what is no change", async () => {
    const { path, owner } = await aPlace(server());
    const bodies = [
      {},
      { role: "king" },
      { status: "invited" },
      { status: "banned", role: "member" },
      { role: "admin", uid: "nina" },
      { joinedAt: "now" },
    ];
    for (const body of bodies) {
      expect((await owner.patch(`${path}/members/${owner.uid}`, body)).status, JSON.stringify(body)).to.equal(
        400,
      );
    }
    expect((await owner.patch(`${path}/members/a.b`, { role: "admin" })).status).to.equal(400);
    expect((await owner.delete(`${path}/members/__x__`)).status).to.equal(400);
    expect((await server().as().delete(`${path}/members/${owner.uid}`)).status).to.equal(401);
  });
});
