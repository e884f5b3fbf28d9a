import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { Announcement } from "@firecast/contract/accounts";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { auth, aUser } from "../../support/users.js";
import { actionsOf } from "../actions.js";
import { announcementDocument } from "../../../src/features/accounts/paths.js";

const read = async (path: string) => (await theFirebase().firestore.doc(path).get()).data();

describe("accounts", () => {
  const server = anInstance();

  it("have a profile from the first time on, whatever comes later", async () => {
    const { accounts } = actionsOf(server());
    const { uid } = await auth().createUser({});
    await Promise.all([accounts.ensureProfile(uid), accounts.ensureProfile(uid)]);
    const profile = await read(`users/${uid}`);
    expect(profile).to.have.all.keys("uid", "createdAt", "displayName");
    expect(profile).to.include({ uid, displayName: null }); // Auth knows no name
    await accounts.ensureProfile(uid);
    expect(await read(`users/${uid}`)).to.deep.equal(profile);
  });

  it("have none that Auth does not know: a late trigger brings no deleted one back", async () => {
    const { accounts } = actionsOf(server());
    const { uid } = await auth().createUser({ disabled: true });
    for (const gone of [uid, randomUUID()]) {
      await accounts.ensureProfile(gone);
      expect(await read(`users/${gone}`)).to.equal(undefined);
    }
  });

  it("achieve something once", async () => {
    const { accounts } = actionsOf(server());
    const uid = randomUUID();
    await accounts.award(uid, "first-deployment");
    const achieved = await read(`users/${uid}/achievements/first-deployment`);
    expect(achieved).to.include({ achievement: "first-deployment", title: "First tool deployed" });
    await accounts.award(uid, "first-deployment");
    expect(await read(`users/${uid}/achievements/first-deployment`)).to.deep.equal(achieved);
  });

  it("are listed page by page, in one order, but for names that are no ids", async () => {
    const { accounts } = actionsOf(server());
    const prefix = `~${randomUUID()}`.replace("~", "zzzz");
    const uids = ["a", "b", "c"].map((letter) => `${prefix}${letter}`);
    await theFirebase().firestore.doc(`users/${prefix}a.b`).set({});
    await Promise.all(uids.map((uid) => theFirebase().firestore.doc(`users/${uid}`).set({ uid })));
    expect(await accounts.usersAfter({ after: prefix, limit: 2 })).to.deep.equal(uids.slice(0, 2));
    expect((await accounts.usersAfter({ after: uids[1], limit: 2 }))[0]).to.equal(uids[2]);
  });
});

describe("announcements over HTTP", () => {
  const server = anInstance();
  const draft = { title: "Maintenance", body: "Tonight.", audience: { type: "everyone" } };

  it("F4: are made by operators, once per key", async () => {
    const operator = server().as(await aUser({ operator: true }));
    const announce = () => operator.post("/announcements", draft, { key: "k1" });
    const first = await announce();
    const { id, createdAt } = Announcement.parse(first.body);
    expect(first).to.deep.equal({ status: 201, body: { id, ...draft, createdAt } });
    expect(await announce()).to.deep.equal(first);
    expect(await read(`announcements/${id}`)).to.deep.equal(first.body);
  });

  it("F4: are refused to everybody else, also to an organization's admin for named users", async () => {
    const inside = { organizationId: "northside" } as const;
    const [admin, other] = [await aUser({ ...inside, role: "admin" }), await aUser(inside)];
    const [manager, anybody] = [await aUser({ ...inside, role: "manager" }), await aUser()];
    const toOne = { ...draft, audience: { type: "users", uids: [other.uid] } };
    for (const user of [admin, manager, anybody]) {
      expect((await server().as(user).post("/announcements", draft)).status).to.equal(403);
      expect((await server().as(user).post("/announcements", toOne)).status).to.equal(403);
    }
    expect((await server().as().post("/announcements", draft)).status).to.equal(401);
  });

  it("N2: reach an organization's users, made by its admin or an operator", async () => {
    const audience = { type: "organization", organizationId: `org-${randomUUID()}` };
    const { organizationId } = audience;
    const [dana, foreign] = [
      server().as(await aUser({ organizationId, role: "admin" })),
      server().as(await aUser({ organizationId: "elsewhere", role: "admin" })),
    ];
    const members = await Promise.all([1, 2, 3].map(() => aUser({ organizationId, role: "member" })));
    for (const user of members) await server().as(user).get("/profile");
    const announced = await dana.post("/announcements", { ...draft, audience });
    expect(announced.status).to.equal(201);
    expect((await foreign.post("/announcements", { ...draft, audience })).status).to.equal(403);

    const { id } = Announcement.parse(announced.body);
    const event = await theFirebase().firestore.doc(`announcements/${id}`).get();
    await server().instance.created(announcementDocument.template, {
      data: event,
      params: { announcementId: id },
      time: new Date().toISOString(),
    });
    for (const user of members) {
      const alerts = await server().as(user).get("/notifications?type=system_alert");
      expect(alerts).to.have.nested.property("body.items[0].title", draft.title);
    }
    const others = await foreign.get("/notifications?type=system_alert");
    expect(others).to.have.deep.nested.property("body.items", []);
  });

  it("refuse what is none", async () => {
    const operator = server().as(await aUser({ operator: true }));
    const bodies = [
      {},
      { ...draft, title: " " },
      { ...draft, body: "x".repeat(1001) },
      { ...draft, audience: { type: "members" } },
      { ...draft, audience: { type: "users", uids: [] } },
      { ...draft, audience: { type: "users", uids: ["a/b"] } },
      { ...draft, id: "a1" },
    ];
    for (const body of bodies) {
      expect((await operator.post("/announcements", body)).status, JSON.stringify(body)).to.equal(400);
    }
  });
});
