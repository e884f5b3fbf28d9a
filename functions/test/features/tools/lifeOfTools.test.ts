import { expect } from "chai";
import { Tool, ToolPage } from "@firecast/contract/tools";
import { hidden } from "../../support/caller.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, aPlace, type Person, summary } from "../people.js";
import { aDeployedTool, make } from "./madeTools.js";

describe("tools, once they are made,", () => {
  const server = anInstance();

  it("are listed: one's own, the newest first, and those of a space for its members", async () => {
    const { id: spaceId, owner, member, tool } = await aDeployedTool(server());
    const [second, third] = [await make(owner, { name: "B" }), await make(owner, { name: "C" })];
    await owner.post(`/tools/${third.id}/archive`);
    await owner.post(`/tools/${tool.id}/uses`);
    const used = { ...tool, uses: 1 };
    const first = ToolPage.parse((await owner.get("/tools?limit=2")).body);
    expect(first.items, "the third is in the archive").to.deep.equal([second]);
    const rest = await owner.get(`/tools?limit=2&cursor=${first.nextCursor}`);
    expect(rest.body).to.deep.equal({ items: [used], nextCursor: null });
    const archive = ToolPage.parse((await owner.get("/tools?archived=true")).body);
    expect(archive.items.map(({ id }) => id)).to.deep.equal([third.id]);
    const [mia, stranger] = [await member(), await aPerson(server())];
    expect((await mia.get("/tools")).body).to.deep.equal({ items: [], nextCursor: null });
    expect((await mia.get(`/tools?spaceId=${spaceId}`)).body).to.deep.equal({
      items: [used],
      nextCursor: null,
    });
    expect(await stranger.get(`/tools?spaceId=${spaceId}`)).to.deep.equal(hidden);
    expect((await owner.get("/tools?cursor=x")).status).to.equal(400);
  });

  it("stay in the archive where others have them when their owner's account ends, and go where nobody has", async () => {
    const { id: spaceId, path, tool, owner, member } = await aDeployedTool(server());
    const mia = await member();
    const alone = await make(owner, { name: "Alone" });
    await owner.post(`/tools/${alone.id}/state`, { patch: { a: 1 } });
    expect((await owner.delete("/profile")).status).to.equal(204);
    const left = Tool.parse((await mia.get(path)).body);
    expect(left).to.deep.include({ id: tool.id, name: tool.name, ownerId: "deleted-user" });
    expect(left.archivedAt).to.be.a("string");
    expect((await mia.post(`${path}/uses`)).status).to.equal(409);
    expect((await mia.post(`${path}/fork`)).status).to.equal(201);
    expect((await mia.get(`/tools?spaceId=${spaceId}&archived=true`)).body).to.have.nested.property(
      "items[0]",
    );
    const gone = theFirebase().firestore.doc(`tools/${alone.id}`);
    expect([(await gone.get()).exists, (await gone.listCollections()).length]).to.deep.equal([false, 0]);
    expect(await server().events(`tools/${alone.id}/state`)).to.deep.equal([]);
  });

  it("are taken out of a space by their owner or by whoever manages it, and seen there no more", async () => {
    const { id: spaceId, path, tool, owner, member } = await aDeployedTool(server());
    const [mia, admin] = [await member(), await member("admin")];
    const undeploy = (person: Person, key?: string) =>
      person.delete(`${path}/deploy`, { body: { spaceId }, ...(key !== undefined && { key }) });
    expect((await undeploy(mia)).status).to.equal(403);
    expect(await undeploy(admin, "k1")).to.deep.equal({ status: 204, body: undefined });
    expect(await undeploy(admin, "k1"), "the repeat").to.deep.equal({ status: 204, body: undefined });
    expect(await mia.get(path)).to.deep.equal(hidden);
    expect(await undeploy(owner), "it is not there").to.deep.equal(hidden);
    expect((await owner.post(`${path}/deploy`, { spaceId })).status).to.equal(201);
    expect((await undeploy(owner)).status).to.equal(204);
    expect(await summary(server(), `spaces/${spaceId}`)).to.deep.equal(
      ["deployed", "undeployed", "deployed", "undeployed"].map(
        (what, index) => `tool:${what} by ${index === 1 ? admin.uid : owner.uid}`,
      ),
    );
    expect(tool.ownerId).to.equal(owner.uid);
  });

  it("go to the archive once, where they can be read and forked and nothing else", async () => {
    const { path, owner, member } = await aDeployedTool(server());
    const mia = await member();
    expect((await mia.post(`${path}/archive`)).status).to.equal(403);
    const archived = await owner.post(`${path}/archive`);
    expect(archived.status).to.equal(200);
    expect(Tool.parse(archived.body).archivedAt).to.equal(Tool.parse(archived.body).updatedAt);
    expect(await owner.post(`${path}/archive`)).to.deep.equal(archived);
    expect(await mia.get(path)).to.deep.equal(archived);
    expect((await mia.post(`${path}/fork`)).status).to.equal(201);
    const elsewhere = await aPlace(server());
    await owner.post(`${elsewhere.path}/join`);
    for (const refused of [
      owner.patch(path, { name: "Vote" }),
      owner.post(`${path}/deploy`, { spaceId: elsewhere.id }),
      mia.post(`${path}/uses`),
      mia.post(`${path}/state`, { patch: { a: 1 } }),
    ])
      expect((await refused).status).to.equal(409);
  });

  it("say on their channel what becomes of them", async () => {
    const { tool, path, owner, member } = await aDeployedTool(server());
    const mia = await member();
    await owner.patch(path, { name: "Vote" });
    await mia.post(`${path}/fork`);
    await owner.post(`${path}/archive`);
    expect(await summary(server(), `tools/${tool.id}`)).to.deep.equal([
      `tool:updated by ${owner.uid}`,
      `tool:forked by ${mia.uid}`,
      `tool:archived by ${owner.uid}`,
    ]);
  });
});
