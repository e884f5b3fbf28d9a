import { expect } from "chai";
import { hidden } from "../../support/caller.js";
import { anInstance } from "../../support/testInstance.js";
import { aPerson, aPlace, summary } from "../people.js";

describe("joining over HTTP", () => {
  const server = anInstance();

  it("makes a member of whoever comes to an open space, once", async () => {
    const { id, path } = await aPlace(server(), "open");
    const nina = await aPerson(server());
    const joined = await nina.post(`${path}/join`);
    expect(joined).to.have.nested.property("body.status", "active");
    expect(joined.status).to.equal(201);
    expect(await nina.post(`${path}/join`)).to.deep.equal({ status: 200, body: joined.body });
    expect((await nina.get(path)).status).to.equal(200);
    expect((await summary(server(), `spaces/${id}/members`)).slice(1)).to.deep.equal([
      `space:member:joined by ${nina.uid}`,
    ]);
  });

  it("asks where somebody has to approve, and asks once", async () => {
    const { id, path, owner } = await aPlace(server(), "request");
    const nina = await aPerson(server());
    const asked = await nina.post(`${path}/join`);
    expect(asked.status).to.equal(202);
    expect(asked.body).to.deep.include({ uid: nina.uid, spaceId: id, role: "member", status: "requested" });
    expect(await nina.post(`${path}/join`)).to.deep.equal(asked);
    expect(await owner.get(`${path}/members/${nina.uid}`)).to.deep.equal({ status: 200, body: asked.body });
    expect(await summary(server(), `spaces/${id}/members`)).to.have.length(1);
  });

  it("finds no unknown space", async () => {
    const nina = await aPerson(server());
    expect(await nina.post("/spaces/nowhere/join")).to.deep.equal(hidden);
    expect((await server().as().post("/spaces/nowhere/join")).status).to.equal(401);
  });

  it("makes one member and one event of many requests at once", async () => {
    const { id, path } = await aPlace(server(), "open");
    const nina = await aPerson(server());
    const answers = await Promise.all(Array.from({ length: 8 }, () => nina.post(`${path}/join`)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([
      200, 200, 200, 200, 200, 200, 200, 201,
    ]);
    expect(await summary(server(), `spaces/${id}/members`)).to.have.length(2);
  });

  it("answers a repeat as the first time", async () => {
    const { path, owner } = await aPlace(server(), "open");
    const nina = await aPerson(server());
    const joined = await nina.post(`${path}/join`, undefined, { key: "k1" });
    expect(await nina.post(`${path}/join`, undefined, { key: "k1" })).to.deep.equal(joined);
    await owner.delete(`${path}/members/${nina.uid}`);
    expect(await nina.post(`${path}/join`, undefined, { key: "k1" })).to.deep.equal(joined);
    expect(await nina.get(path), "the repeat has no second effect").to.deep.equal(hidden);
  });

  it("answers a repeat as the first time, also where the first changed nothing", async () => {
    const { path, owner } = await aPlace(server(), "open");
    const again = await owner.post(`${path}/join`, undefined, { key: "k1" });
    expect(again.status).to.equal(200);
    const heir = await aPerson(server());
    await heir.post(`${path}/join`);
    await owner.patch(`${path}/members/${heir.uid}`, { role: "owner" });
    await owner.delete(`${path}/members/${owner.uid}`);
    expect(await owner.post(`${path}/join`, undefined, { key: "k1" })).to.deep.equal(again);
    expect(await owner.get(path)).to.deep.equal(hidden);
  });
});
