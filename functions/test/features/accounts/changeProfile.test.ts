import { expect } from "chai";
import { eventually } from "../../support/eventually.js";
import { anInstance, startInstance, theFirebase } from "../../support/testInstance.js";
import { auth, aUser, signIn } from "../../support/users.js";
import { aPerson } from "../people.js";

const stored = async (uid: string) => (await theFirebase().firestore.doc(`users/${uid}`).get()).data();

describe("N9: profiles over HTTP", () => {
  const server = anInstance();

  it("begin with what Auth knows, but for the address", async () => {
    const { uid, email } = await aUser();
    await auth().updateUser(uid, {
      displayName: "Ada Lovelace",
      photoURL: "https://example.com/ada.png",
      emailVerified: true,
    });
    const ada = server().as(await signIn(email));
    const { status, body } = await ada.get("/profile");
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      uid,
      displayName: "Ada Lovelace",
      avatarUrl: "https://example.com/ada.png",
      language: null,
      timeZone: null,
    });
    expect(body).to.have.all.keys("uid", "displayName", "avatarUrl", "language", "timeZone", "createdAt");
  });

  it("are told no name by an e-mail address", async () => {
    const nina = await aPerson(server(), { verified: true });
    expect(await nina.get("/profile")).to.have.nested.property("body.displayName", null);
  });

  it("are made at the first call, whichever it is, and follow Auth in whose organization the user is", async () => {
    const { uid, email } = await aUser({ organizationId: "northside", role: "member" });
    const first = server().as(await signIn(email));
    await first.get("/notifications");
    const made = await eventually(
      () => stored(uid),
      (profile) => profile !== undefined,
    );
    expect(made).to.deep.include({ uid, organizationId: "northside" });
    await auth().setCustomUserClaims(uid, { organizationId: "elsewhere" });
    const second = server().as(await signIn(email));
    await second.get("/notifications");
    await eventually(
      () => stored(uid),
      (profile) => profile?.["organizationId"] === "elsewhere",
    );
    await first.get("/notifications");
    expect(await stored(uid), "an older token says nothing new").to.deep.include({
      organizationId: "elsewhere",
    });
  });

  it("from before there were names get the one that Auth knows; one that was taken away stays so", async () => {
    const { uid, email } = await aUser();
    await auth().updateUser(uid, { displayName: "Ada" });
    await theFirebase().firestore.doc(`users/${uid}`).create({ uid, createdAt: "2026-01-05T09:00:00.000Z" });
    const ada = server().as(await signIn(email));
    expect(await ada.get("/profile")).to.have.nested.property("body.displayName", "Ada");
    await ada.patch("/profile", { displayName: null });
    const later = await startInstance();
    const seen = await later.as(await signIn(email)).get("/profile");
    await later.close();
    expect(seen).to.have.nested.property("body.displayName", null);
  });

  it("are changed field by field; null takes away", async () => {
    const nina = await aPerson(server());
    const told = {
      displayName: "Nina",
      avatarUrl: "https://example.com/n.png",
      language: "PT-br",
      timeZone: "Europe/Berlin",
    };
    const changed = await nina.patch("/profile", told);
    expect(changed.status).to.equal(200);
    expect(changed.body).to.deep.include({ ...told, language: "pt-BR" });
    expect(await nina.get("/profile")).to.deep.equal(changed);
    const taken = await nina.patch("/profile", { avatarUrl: null, language: "de" });
    expect(taken.body).to.deep.include({ displayName: "Nina", avatarUrl: null, language: "de" });
    expect(await nina.get("/profile")).to.deep.equal(taken);
  });

  it("answer a repeat as the first time", async () => {
    const nina = await aPerson(server());
    const first = await nina.patch("/profile", { displayName: "Nina" }, { key: "k1" });
    await nina.patch("/profile", { displayName: "Nina B." });
    expect(await nina.patch("/profile", { displayName: "Nina" }, { key: "k1" })).to.deep.equal(first);
    expect(await nina.get("/profile")).to.have.nested.property("body.displayName", "Nina B.");
    expect((await nina.patch("/profile", { displayName: "x" }, { key: "k1" })).status).to.equal(422);
  });

  it("refuse what is none", async () => {
    const nina = await aPerson(server());
    const bodies = [
      {},
      { displayName: "" },
      { displayName: "\u202eanin" },
      { displayName: "x".repeat(81) },
      { avatarUrl: "http://example.com/a.png" },
      { avatarUrl: "javascript:alert(1)" },
      { avatarUrl: "https://user:secret@example.com/" },
      { avatarUrl: `https://example.com/${"x".repeat(2048)}` },
      { language: "not a language" },
      { timeZone: "Mars/Olympus" },
      { uid: "max" },
      { organizationId: "northside" },
      { displayName: 7 },
    ];
    for (const body of bodies) {
      expect((await nina.patch("/profile", body)).status, JSON.stringify(body)).to.equal(400);
    }
    expect((await server().as().get("/profile")).status).to.equal(401);
    expect((await server().as().patch("/profile", { displayName: "x" })).status).to.equal(401);
  });
});
