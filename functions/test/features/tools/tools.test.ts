import { expect } from "chai";
import { Tool } from "@firecast/contract/tools";
import { hidden } from "../../support/caller.js";
import { counting } from "../../support/counting.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, aPlace } from "../people.js";
import { aDeployedTool, make } from "./madeTools.js";

describe("tools over HTTP", () => {
  const server = anInstance();

  it("are created with version 1 and no uses", async () => {
    const olga = await aPerson(server());
    const { status, body } = await olga.post("/tools", { name: "  Poll  ", description: "Asks." });
    const { id, createdAt } = Tool.parse(body);
    expect({ status, body }).to.deep.equal({
      status: 201,
      body: {
        id,
        name: "Poll",
        description: "Asks.",
        ownerId: olga.uid,
        version: 1,
        uses: 0,
        createdAt,
        updatedAt: createdAt,
      },
    });
    expect(await olga.get(`/tools/${id}`)).to.deep.equal({ status: 200, body });
  });

  it("are seen by their owner and by active members of the spaces they are deployed to", async () => {
    const { path, tool, owner, member } = await aDeployedTool(server());
    const other = await aPlace(server(), "request");
    await owner.post(`${other.path}/join`);
    await other.owner.patch(`${other.path}/members/${owner.uid}`, { status: "active" });
    await owner.post(`${path}/deploy`, { spaceId: other.id });
    const [mia, asking, stranger] = [await member(), await aPerson(server()), await aPerson(server())];
    await asking.post(`${other.path}/join`);
    for (const person of [owner, mia, other.owner]) {
      expect(await person.get(path)).to.deep.equal({ status: 200, body: tool });
    }
    for (const person of [asking, stranger]) expect(await person.get(path)).to.deep.equal(hidden);
    expect(await owner.get("/tools/nothing")).to.deep.equal(hidden);
    expect((await server().as().get(path)).status).to.equal(401);
  });

  it("of which somebody may not know are hidden from every request alike", async () => {
    const place = await aPlace(server());
    const { id } = await make(place.owner);
    const { id: spaceId, member } = await aPlace(server());
    const stranger = await member();
    for (const tool of [`/tools/${id}`, "/tools/nothing"]) {
      expect(await stranger.patch(tool, { name: "Mine" })).to.deep.equal(hidden);
      expect(await stranger.post(`${tool}/fork`)).to.deep.equal(hidden);
      expect(await stranger.post(`${tool}/deploy`, { spaceId })).to.deep.equal(hidden);
    }
  });

  it("get a new version with every change, by their owner only", async () => {
    const { path, tool, owner, member } = await aDeployedTool(server());
    const changed = await owner.patch(path, { name: "Vote" });
    const { updatedAt } = Tool.parse(changed.body);
    expect(changed).to.deep.equal({ status: 200, body: { ...tool, name: "Vote", version: 2, updatedAt } });
    expect(await owner.patch(path, { name: "Vote" }), "so already").to.deep.equal(changed);
    expect((await owner.patch(path, { description: "" })).body).to.include({ version: 3, description: "" });
    expect((await (await member()).patch(path, { name: "Mine" })).status).to.equal(403);
  });

  it("count every one of many changes at once", async () => {
    const olga = await aPerson(server());
    const { id } = await make(olga);
    const answers = await Promise.all(["a", "b", "c"].map((name) => olga.patch(`/tools/${id}`, { name })));
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    expect((await olga.get(`/tools/${id}`)).body).to.include({ version: 4 });
  });

  it("are forked by whoever sees them, to tools of their own", async () => {
    const { path, tool, member } = await aDeployedTool(server());
    const mia = await member();
    const { status, body } = await mia.post(`${path}/fork`);
    const fork = Tool.parse(body);
    const { createdAt } = fork;
    expect(status).to.equal(201);
    expect(fork).to.deep.equal({
      ...tool,
      id: fork.id,
      ownerId: mia.uid,
      forkOf: tool.id,
      createdAt,
      updatedAt: createdAt,
    });
    expect((await mia.patch(`/tools/${fork.id}`, { name: "Mine" })).status).to.equal(200);
  });

  it("are deployed once to a space, by their owner, who is a member", async () => {
    const { id: spaceId, owner, member } = await aPlace(server());
    const [mia, elsewhere] = [await member(), await aPlace(server())];
    const { id: toolId } = await make(owner);
    const deploy = () => owner.post(`/tools/${toolId}/deploy`, { spaceId });
    const first = await deploy();
    const { deployedAt } = first.body as { deployedAt: string };
    const deployment = { toolId, spaceId, deployedBy: owner.uid, deployedAt };
    expect(first).to.deep.equal({ status: 201, body: deployment });
    expect(await deploy()).to.deep.equal({ status: 200, body: deployment });
    const stored = await theFirebase().firestore.doc(`spaces/${spaceId}/tools/${toolId}`).get();
    expect(stored.data()).to.deep.equal(deployment);
    expect((await mia.post(`/tools/${toolId}/deploy`, { spaceId })).status, "not the owner").to.equal(403);
    for (const there of [elsewhere.id, "nowhere"]) {
      expect(await owner.post(`/tools/${toolId}/deploy`, { spaceId: there })).to.deep.equal(hidden);
    }
  });

  it("are deployed once by many requests at once", async () => {
    const { id: spaceId, owner } = await aPlace(server());
    const { id } = await make(owner);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => owner.post(`/tools/${id}/deploy`, { spaceId })),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).to.equal(1);
  });

  it("answer repeats with one key as the first time, with one effect", async () => {
    const { id: spaceId, owner } = await aPlace(server());
    const create = () => owner.post("/tools", { name: "Poll" }, { key: "k1" });
    const [first, second] = await Promise.all([create(), create()]);
    expect(second).to.deep.equal(first);
    const path = `/tools/${Tool.parse(first.body).id}`;
    for (const repeat of [
      () => owner.post(`${path}/fork`, undefined, { key: "k2" }),
      () => owner.patch(path, { name: "Vote" }, { key: "k3" }),
      () => owner.post(`${path}/deploy`, { spaceId }, { key: "k4" }),
    ]) {
      expect(await repeat()).to.deep.equal(await repeat());
    }
    expect((await owner.get(path)).body).to.include({ version: 2 });
    expect((await owner.post("/tools", { name: "Other" }, { key: "k1" })).status).to.equal(422);
  });

  it("N16: count their uses, each keyed one once, and no uses by strangers or of what is not there", async () => {
    const { path, owner, member } = await aDeployedTool(server());
    const [mia, stranger] = [await member(), await aPerson(server())];
    const use = (key?: string) => mia.post(`${path}/uses`, undefined, key === undefined ? {} : { key });
    const used = await Promise.all([use(), use(), use(), use("k1"), use("k1")]);
    expect(used).to.deep.equal(used.map(() => ({ status: 204, body: undefined })));
    expect(await stranger.post(`${path}/uses`)).to.deep.equal(hidden);
    expect(await stranger.post("/tools/nothing/uses")).to.deep.equal(hidden);
    expect((await owner.get(path)).body).to.include({ uses: 4, version: 1 });
    expect((await theFirebase().firestore.doc("tools/nothing").get()).exists).to.equal(false);
  });

  it("N13: cost a stranger a few reads, in however many spaces the tool is", async () => {
    const olga = await aPerson(server());
    const tool = await make(olga);
    const { firestore } = theFirebase();
    const writer = firestore.bulkWriter();
    for (let n = 0; n < 250; n++) {
      const spaceId = `many-${tool.id}-${n}`;
      const deployment = { toolId: tool.id, spaceId, deployedBy: olga.uid, deployedAt: tool.createdAt };
      void writer.create(firestore.doc(`spaces/${spaceId}/tools/${tool.id}`), deployment);
    }
    await writer.close();
    const { member } = await aPlace(server());
    const stranger = await member();
    await stranger.get(`/tools/${tool.id}`);
    const counted = counting();
    try {
      expect(await stranger.get(`/tools/${tool.id}`)).to.deep.equal(hidden);
      // The tool; the stranger's memberships; the tool in those spaces.
      expect(counted().reads).to.equal(3);
    } finally {
      counted.stop();
    }
    const last = `many-${tool.id}-249`;
    const document = {
      uid: stranger.uid,
      spaceId: last,
      role: "member",
      status: "active",
      createdAt: tool.createdAt,
    };
    await firestore.doc(`spaces/${last}/members/${stranger.uid}`).create(document);
    expect((await stranger.get(`/tools/${tool.id}`)).status).to.equal(200);
  });

  it("refuse what is none", async () => {
    const olga = await aPerson(server());
    const { id } = await make(olga);
    const bodies = [{}, { name: " " }, { name: "x".repeat(121) }, { name: "\ud800" }, { name: "P", uses: 7 }];
    for (const body of bodies) {
      expect((await olga.post("/tools", body)).status, JSON.stringify(body)).to.equal(400);
      expect((await olga.patch(`/tools/${id}`, body)).status, JSON.stringify(body)).to.equal(400);
    }
    expect((await olga.post(`/tools/${id}/deploy`, { spaceId: "a/b" })).status).to.equal(400);
    expect((await olga.get("/tools/a.b")).status).to.equal(400);
  });
});
