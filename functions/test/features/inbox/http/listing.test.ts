import { expect } from "chai";
import { anInstance } from "../../../support/testInstance.js";
import { aPerson } from "../../people.js";
import { inboxOf, mention, pageOf, path, rowsOf, spacesOf } from "./told.js";

describe("GET /notifications", () => {
  const server = anInstance();

  it("is empty at first, and then has rows and counts that agree", async () => {
    const nina = await aPerson(server());
    const nothing = { unseen: 0, unread: 0, version: 0 };
    expect(await nina.get(path)).to.deep.equal({
      status: 200,
      body: { items: [], nextCursor: null, counts: nothing },
    });
    await mention(server(), nina, "s1", "s2");
    const { items, nextCursor, counts } = await pageOf(nina);
    expect(spacesOf(items)).to.deep.equal(["s2", "s1"]);
    expect(nextCursor).to.equal(null);
    expect(counts).to.deep.equal({ unseen: 2, unread: 2, version: 2 });
  });

  it("finds rows by what they are and what was done with them", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "archived", "snoozed", "read", "new");
    const ids = new Map((await rowsOf(nina)).map(({ spaceId, id }) => [spaceId, id]));
    const patch = (name: string, change: object) => nina.patch(path, { ids: [ids.get(name)], ...change });
    await patch("archived", { archived: true });
    await patch("snoozed", { snoozeUntil: new Date(Date.now() + 3_600_000).toISOString() });
    await patch("read", { read: true });
    for (const [query, spaces] of [
      ["", ["new", "read"]],
      ["?unread=true", ["new"]],
      ["?unread=false", ["read"]],
      ["?archived=true", ["archived"]],
      ["?archived=true&unread=true", ["archived"]],
      ["?archived=true&unread=false", []],
      ["?snoozed=true", ["snoozed"]],
      ["?snoozed=true&unread=true", ["snoozed"]],
      ["?spaceId=read", ["read"]],
      ["?spaceId=read&unread=true", []],
      ["?type=mention&spaceId=new&unread=true", ["new"]],
      ["?type=reply", []],
    ] as const) {
      expect(spacesOf(await rowsOf(nina, query)), query).to.deep.equal(spaces);
    }
  });

  it("gives page after page, and what comes meanwhile shifts none of them", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "s1", "s2", "s3", "s4", "s5");
    const first = await pageOf(nina, "?limit=2");
    await mention(server(), nina, "s6");
    const second = await pageOf(nina, `?limit=2&cursor=${first.nextCursor}`);
    const third = await pageOf(nina, `?limit=2&cursor=${second.nextCursor}`);
    expect([first, second, third].map(({ items }) => spacesOf(items))).to.deep.equal([
      ["s5", "s4"],
      ["s3", "s2"],
      ["s1"],
    ]);
    expect(third.nextCursor).to.equal(null);
  });

  it("refuses what it does not understand, and says where", async () => {
    const nina = await aPerson(server());
    const foreign = Buffer.from(JSON.stringify(["yesterday", "a/b"])).toString("base64url");
    for (const [query, pointer] of [
      ["?cursor=zzz", "/cursor"],
      [`?cursor=${foreign}`, "/cursor"],
      [`?cursor=${"A".repeat(300)}`, "/cursor"],
      ["?cursor=a&cursor=b", "/cursor"],
      ["?limit=0", "/limit"],
      ["?limit=101", "/limit"],
      ["?limit=ten", "/limit"],
      ["?unread=yes", "/unread"],
      ["?archived=1", "/archived"],
      ["?type=gossip", "/type"],
      ["?spaceId=a%2Fb", "/spaceId"],
      ["?spaceId=__x__", "/spaceId"],
    ] as const) {
      const { status, body } = await nina.get(`${path}${query}`);
      expect(status, query).to.equal(400);
      expect(body).to.include({ type: "urn:firecast:problem:invalid-request" });
      expect(body, query).to.have.deep.nested.property("errors[0].pointer", pointer);
      expect(body).to.have.nested.property("errors[0].in", "query");
    }
  });

  it("asks who is there", async () => {
    for (const route of [path, `${path}/stream`, `${path}/preferences`, `${path}/n1/trace`]) {
      expect(await server().as().get(route), route).to.have.property("status", 401);
    }
    expect(await server().as().patch(path, { all: true, read: true })).to.have.property("status", 401);
    expect(await server().as().delete("/devices/d1")).to.have.property("status", 401);
  });

  it("shows nobody else's rows, also where they are asked for by channel", async () => {
    const [nina, max] = [await aPerson(server()), await aPerson(server())];
    await mention(server(), nina, "s1");
    expect((await pageOf(max)).items).to.deep.equal([]);
    expect((await max.get(`/realtime/history?channel=${inboxOf(max)}`)).status).to.equal(200);
    expect((await max.get(`/realtime/history?channel=${inboxOf(nina)}`)).status).to.equal(404);
  });
});
