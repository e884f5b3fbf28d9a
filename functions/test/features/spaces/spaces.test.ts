import { expect } from "chai";
import { MemberPage, Space, SpacePage } from "@firecast/contract/space/spaces";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, aPlace, type Person, summary } from "../people.js";

describe("spaces over HTTP", () => {
  const server = anInstance();

  it("are created with their owner and the event in one go", async () => {
    const olga = await aPerson(server());
    const { status, body } = await olga.post("/spaces", { name: "  Stable  ", joinPolicy: "open" });
    const space = Space.parse(body);
    const { id, createdAt } = space;
    expect({ status, body }).to.deep.equal({
      status: 201,
      body: { id, name: "Stable", joinPolicy: "open", createdBy: olga.uid, createdAt },
    });
    expect(await olga.get(`/spaces/${id}`)).to.deep.equal({ status: 200, body: space });
    expect(await olga.get(`/spaces/${id}/members/${olga.uid}`)).to.deep.equal({
      status: 200,
      body: {
        uid: olga.uid,
        displayName: "A member",
        spaceId: id,
        role: "owner",
        status: "active",
        createdAt,
        joinedAt: createdAt,
      },
    });
    const [event, ...others] = await server().events(`spaces/${id}/members`);
    expect(others).to.deep.equal([]);
    expect(event).to.deep.include({
      type: "space:member:joined",
      seq: 1,
      by: olga.uid,
      data: { uid: olga.uid, role: "owner" },
    });
  });

  it("take requests unless told otherwise", async () => {
    const olga = await aPerson(server());
    const { body } = await olga.post("/spaces", { name: "Stable" });
    expect(Space.parse(body).joinPolicy).to.equal("request");
  });

  it("are for signed-in users", async () => {
    const { path } = await aPlace(server());
    expect((await server().as().get(path)).status).to.equal(401);
    expect((await server().as().post("/spaces", { name: "Stable" })).status).to.equal(401);
  });

  it("look absent to everybody but active members", async () => {
    const { path, owner } = await aPlace(server(), "request");
    const [stranger, asking, invited] = await Promise.all([1, 2, 3].map(() => aPerson(server())));
    await asking?.post(`${path}/join`);
    await owner.post(`${path}/invites`, { uid: invited?.uid });
    for (const person of [stranger, asking, invited]) expect(await person?.get(path)).to.deep.equal(hidden);
    expect(await owner.get("/spaces/nowhere")).to.deep.equal(hidden);
  });

  it("are listed to their active members alone, and their members as each of them may see them", async () => {
    const places = await Promise.all([1, 2, 3].map(() => aPlace(server(), "request")));
    const mia = await aPerson(server());
    const asking = await aPerson(server());
    for (const { path, owner } of places) {
      await mia.post(`${path}/join`);
      await asking.post(`${path}/join`);
      await owner.patch(`${path}/members/${mia.uid}`, { status: "active" });
    }
    const [first, ...others] = places.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const page = SpacePage.parse((await mia.get("/spaces?limit=1")).body);
    expect(page.items.map(({ id }) => id)).to.deep.equal([first?.id]);
    const rest = SpacePage.parse((await mia.get(`/spaces?cursor=${page.nextCursor ?? ""}`)).body);
    expect(rest.items.map(({ id }) => id)).to.deep.equal(others.map(({ id }) => id));
    expect(rest.nextCursor).to.equal(null);
    expect((await asking.get("/spaces")).body).to.deep.equal({ items: [], nextCursor: null });

    const path = `${first?.path ?? ""}/members`;
    const seenBy = async (person: Person | undefined, query = "") =>
      MemberPage.parse((await person?.get(path + query))?.body).items.map(({ uid, status }) => [uid, status]);
    const both = [mia.uid, first?.owner.uid].toSorted();
    expect(await seenBy(mia)).to.deep.equal(both.map((uid) => [uid, "active"]));
    const all = await seenBy(first?.owner);
    expect(all).to.deep.include([asking.uid, "requested"]).and.to.have.length(3);
    const begun = MemberPage.parse((await first?.owner.get(`${path}?limit=2`))?.body);
    expect(await seenBy(first?.owner, `?cursor=${begun.nextCursor ?? ""}`)).to.deep.equal(all.slice(2));
    for (const person of [asking, await aPerson(server())])
      expect(await person.get(path)).to.deep.equal(hidden);
    for (const wrong of ["/spaces?cursor=x", "/spaces?limit=0", `${path}?cursor=x`])
      expect((await mia.get(wrong)).status).to.equal(400);
  });

  it("refuse what is no space", async () => {
    const olga = await aPerson(server());
    const bodies = [
      undefined,
      {},
      { name: " " },
      { name: "x".repeat(121) },
      { name: "\ud800" },
      { name: "Stable", joinPolicy: "closed" },
      { name: "Stable", createdBy: "mallory" },
      { name: "Stable", id: "lobby" },
      JSON.parse('{ "name": "Stable", "__proto__": { "role": "owner" } }') as unknown,
    ];
    for (const body of bodies) {
      expect((await olga.post("/spaces", body)).status, JSON.stringify(body)).to.equal(400);
    }
  });

  it("refuse ids that are no segments before they read anything", async () => {
    const olga = await aPerson(server());
    for (const id of ["a.b", "__x__", "%00", "a%2fb", "x".repeat(129), "%c3%a9"]) {
      expect((await olga.get(`/spaces/${id}`)).status, id).to.equal(400);
    }
  });

  it("are created once by repeats with one key, however many there are at once", async () => {
    const olga = await aPerson(server());
    const repeat = () => olga.post("/spaces", { name: "Stable" }, { key: "k1" });
    const answers = await Promise.all(Array.from({ length: 5 }, repeat));
    const [first] = answers;
    const { id } = Space.parse(first?.body);
    expect(answers).to.deep.equal(answers.map(() => first));
    expect(await repeat()).to.deep.equal(first);
    expect(await summary(server(), `spaces/${id}/members`)).to.deep.equal([
      `space:member:joined by ${olga.uid}`,
    ]);
    expect((await olga.post("/spaces", { name: "Other" }, { key: "k1" })).status).to.equal(422);
  });
});
