import { expect } from "chai";
import { hidden } from "../../support/caller.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { auth, signIn } from "../../support/users.js";
import { aPerson, aPlace, summary } from "../people.js";

describe("inviting over HTTP", () => {
  const server = anInstance();

  it("by uid lets the invited join a space that others have to ask", async () => {
    const { id, path, owner } = await aPlace(server(), "request");
    const nina = await aPerson(server());
    const invited = await owner.post(`${path}/invites`, { uid: nina.uid });
    expect(invited.status).to.equal(202);
    expect(invited.body).to.deep.include({ uid: nina.uid, spaceId: id, role: "member", status: "invited" });
    expect(await owner.post(`${path}/invites`, { uid: nina.uid }), "again").to.deep.equal(invited);
    expect((await nina.post(`${path}/join`)).status).to.equal(201);
    const member = await nina.get(`${path}/members/${nina.uid}`);
    expect(await owner.post(`${path}/invites`, { uid: nina.uid }), "a member").to.deep.equal(member);
    expect(member.status).to.equal(200);
  });

  it("by uid lets in who has asked", async () => {
    const { id, path, owner } = await aPlace(server(), "request");
    const nina = await aPerson(server());
    await nina.post(`${path}/join`);
    const { status, body } = await owner.post(`${path}/invites`, { uid: nina.uid });
    expect(status).to.equal(200);
    expect(body).to.have.property("status", "active");
    expect((await summary(server(), `spaces/${id}/members`)).slice(1)).to.deep.equal([
      `space:member:joined by ${owner.uid}`,
    ]);
  });

  it("by uid does not tell whether there is such a user", async () => {
    const { path, owner } = await aPlace(server(), "request");
    const nina = await aPerson(server());
    const [known, unknown] = [
      await owner.post(`${path}/invites`, { uid: nina.uid }),
      await owner.post(`${path}/invites`, { uid: "nobody" }),
    ];
    expect(unknown.status).to.equal(known.status);
    expect(Object.keys(unknown.body ?? {})).to.deep.equal(Object.keys(known.body ?? {}));
  });

  it("by e-mail answers the same whoever has the address", async () => {
    const { path, owner, member } = await aPlace(server(), "request");
    const [verified, unverified, inside] = [
      await aPerson(server(), { verified: true }),
      await aPerson(server()),
      await member(),
    ];
    await auth().updateUser(inside.uid, { emailVerified: true });
    for (const email of [verified.email, unverified.email, inside.email, "nobody@example.com"]) {
      expect(await owner.post(`${path}/invites`, { email }), email).to.deep.equal({
        status: 202,
        body: undefined,
      });
    }
  });

  it("by e-mail invites the account with that verified address, in whatever case", async () => {
    const { path, owner } = await aPlace(server(), "request");
    const nina = await aPerson(server(), { verified: true });
    await owner.post(`${path}/invites`, { email: nina.email.toUpperCase() });
    expect(await nina.get(`${path}/members/${nina.uid}`)).to.have.nested.property("body.status", "invited");
    expect((await nina.post(`${path}/join`)).status).to.equal(201);
  });

  it("by e-mail is declined like any other", async () => {
    const { path, owner } = await aPlace(server(), "request");
    const nina = await aPerson(server(), { verified: true });
    await owner.post(`${path}/invites`, { email: nina.email });
    const decline = () => nina.delete(`${path}/members/${nina.uid}`, { key: "k1" });
    expect(await decline()).to.deep.equal({ status: 204, body: undefined });
    expect(await decline()).to.deep.equal({ status: 204, body: undefined });
    expect(await nina.get(`${path}/members/${nina.uid}`)).to.deep.equal(hidden);
    expect((await nina.post(`${path}/join`)).status, "asks").to.equal(202);
  });

  it("F6: by e-mail shows owners and admins nothing that depends on who has the address", async () => {
    const { id, path, owner } = await aPlace(server(), "request");
    const [verified, unverified] = [await aPerson(server(), { verified: true }), await aPerson(server())];
    for (const email of [verified.email, unverified.email, `x${verified.email}`]) {
      for (const attempt of ["first", "again"]) {
        const answer = await owner.post(`${path}/invites`, { email });
        expect(answer, `${attempt}: ${email}`).to.deep.equal({ status: 202, body: undefined });
      }
    }
    for (const { uid } of [verified, unverified]) {
      expect(await owner.get(`${path}/members/${uid}`)).to.deep.equal(hidden);
    }
    const members = await theFirebase().firestore.collection(`spaces/${id}/members`).get();
    expect(members.docs.map((member) => member.id)).to.deep.equal([owner.uid]);
  });

  it("by e-mail waits until somebody proves to have the address", async () => {
    const { path, owner } = await aPlace(server(), "request");
    const nina = await aPerson(server());
    await owner.post(`${path}/invites`, { email: nina.email });
    expect((await nina.post(`${path}/join`)).status, "not proven").to.equal(202);
    await auth().updateUser(nina.uid, { emailVerified: true });
    const proven = server().as(await signIn(nina.email));
    expect((await proven.post(`${path}/join`)).status).to.equal(201);
    await owner.delete(`${path}/members/${nina.uid}`);
    expect((await proven.post(`${path}/join`)).status, "good for one joining").to.equal(202);
  });

  it("is for owners and admins; others in the space hear so, outsiders hear nothing", async () => {
    const { path, member } = await aPlace(server());
    const [plain, admin, stranger] = [await member(), await member("admin"), await aPerson(server())];
    for (const invite of [{ uid: "nina" }, { email: "nina@example.com" }]) {
      expect((await admin.post(`${path}/invites`, invite)).status).to.equal(202);
      expect((await plain.post(`${path}/invites`, invite)).status).to.equal(403);
      expect(await stranger.post(`${path}/invites`, invite)).to.deep.equal(hidden);
      expect(await stranger.post("/spaces/nowhere/invites", invite)).to.deep.equal(hidden);
      expect((await server().as().post(`${path}/invites`, invite)).status).to.equal(401);
    }
  });

  it("refuses what is no invite", async () => {
    const { path, owner } = await aPlace(server());
    const bodies = [
      {},
      { uid: "a/b" },
      { email: "nina" },
      { uid: "nina", email: "nina@example.com" },
      { uid: "nina", role: "owner" },
    ];
    for (const body of bodies) {
      expect((await owner.post(`${path}/invites`, body)).status, JSON.stringify(body)).to.equal(400);
    }
  });

  it("answers a repeat as the first time", async () => {
    const { path, owner } = await aPlace(server(), "request");
    const nina = await aPerson(server(), { verified: true });
    const byUid = await owner.post(`${path}/invites`, { uid: nina.uid }, { key: "k1" });
    const byEmail = await owner.post(`${path}/invites`, { email: nina.email }, { key: "k2" });
    await nina.post(`${path}/join`);
    expect(await owner.post(`${path}/invites`, { uid: nina.uid }, { key: "k1" })).to.deep.equal(byUid);
    expect(await owner.post(`${path}/invites`, { email: nina.email }, { key: "k2" })).to.deep.equal(byEmail);
    expect((await owner.post(`${path}/invites`, { uid: "max" }, { key: "k1" })).status).to.equal(422);
  });
});
