import { expect } from "chai";
import { type ContentChange, Document } from "@firecast/contract/documents";
import { applyChange } from "@firecast/contract/textChange";
import { hidden } from "../../support/caller.js";
import { SseClient } from "../../support/sse.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { aPerson, aPlace, type Person } from "../people.js";

describe("documents over HTTP", () => {
  const server = anInstance();

  const create = async (person: Person, values = {}): Promise<Document> =>
    Document.parse((await person.post("/documents", { title: "Plan", ...values })).body);

  /** A document of a space's with its owner and a member. */
  async function together(content = "one two") {
    const place = await aPlace(server());
    const mia = await place.member();
    const document = await create(place.owner, { content, spaceId: place.id });
    return { place, olga: place.owner, mia, document, path: `/documents/${document.id}` };
  }

  it("are created at version 1, for their owner alone, or for a space of the caller's", async () => {
    const { place, olga, mia, document, path } = await together();
    const { id, createdAt } = document;
    expect(document).to.deep.equal({
      id,
      ownerId: olga.uid,
      title: "Plan",
      content: "one two",
      version: 1,
      spaceId: place.id,
      createdAt,
      updatedAt: createdAt,
    });
    expect(await mia.get(path)).to.deep.equal({ status: 200, body: document });
    const own = await create(olga);
    const stranger = await aPerson(server());
    const theirs = (person: Person) => person.get(`/documents?spaceId=${place.id}`);
    const { content: _, ...listed } = document;
    expect(await theirs(mia)).to.deep.equal({ status: 200, body: { items: [listed], nextCursor: null } });
    expect((await olga.get("/documents?limit=1")).body).to.have.nested.property("items[0].id", own.id);
    for (const [person, hiddenPath] of [
      [mia, `/documents/${own.id}`],
      [stranger, path],
      [olga, "/documents/none"],
    ] as const) {
      expect(await person.get(hiddenPath)).to.deep.equal(hidden);
      expect(await person.patch(hiddenPath, { baseVersion: 1, content: "" })).to.deep.equal(hidden);
      expect(await person.post(`${hiddenPath}/cursor`, { position: 0 })).to.deep.equal(hidden);
    }
    expect(await theirs(stranger)).to.deep.equal(hidden);
    expect(await stranger.post("/documents", { title: "In", spaceId: place.id })).to.deep.equal(hidden);
  });

  it("get a new version with each change, once per key; a stale content is a conflict, stale steps are merged", async () => {
    const { olga, mia, path } = await together();
    const change = { baseVersion: 1, ops: [{ retain: 3 }, { insert: "," }] };
    const [first, again] = [
      await olga.patch(path, change, { key: "k" }),
      await olga.patch(path, change, { key: "k" }),
    ];
    expect(first).to.have.nested.property("body.content", "one, two");
    expect(first.body).to.include({ version: 2 });
    expect(again).to.deep.equal(first);
    const stale = await mia.patch(path, { baseVersion: 1, content: "mine" });
    expect(stale.status).to.equal(409);
    expect(stale.body).to.have.property("detail").that.includes("version 2");
    const merged = await mia.patch(path, { baseVersion: 1, ops: [{ retain: 7 }, { insert: " three" }] });
    expect(merged.body).to.include({ version: 3, content: "one, two three" });
    expect(await mia.patch(path, { baseVersion: 3, content: "one, two three" })).to.deep.equal(merged);
    const refused = [
      { baseVersion: 9, content: "" },
      { baseVersion: 3, ops: [{ delete: 100 }] },
      { baseVersion: 3, ops: [] },
      { baseVersion: 0, content: "" },
      { content: "" },
      { baseVersion: 3, content: "x", ops: [{ insert: "x" }] },
    ];
    for (const body of refused)
      expect((await mia.patch(path, body)).status, JSON.stringify(body)).to.equal(400);
    expect((await olga.get(path)).body).to.deep.equal(merged.body);
  });

  it("keep two who type at one place apart: what continues a writer's own text stands right behind it", async () => {
    const { olga, mia, path } = await together("");
    await olga.patch(path, { baseVersion: 1, ops: [{ insert: "Bre" }] });
    await mia.patch(path, { baseVersion: 2, ops: [{ retain: 3 }, { insert: "Cake" }] });
    const ops = [{ retain: 3 }, { insert: "ad", continues: true }];
    expect((await olga.patch(path, { baseVersion: 2, ops })).body).to.include({ content: "BreadCake" });
  });

  it("take many changes at once, and every reader of the channel comes to the same text", async () => {
    const { olga, mia, document, path } = await together("");
    const writes = Array.from({ length: 12 }, (_, n) =>
      (n % 2 ? olga : mia).patch(path, { baseVersion: 1, ops: [{ insert: `${n}.` }] }),
    );
    expect((await Promise.all(writes)).map(({ status }) => status)).to.deep.equal(writes.map(() => 200));
    const { content, version } = Document.parse((await olga.get(path)).body);
    expect(version).to.equal(13);
    const events = await server().events(`documents/${document.id}`);
    const changes = events.map(({ data }) => data as ContentChange);
    expect(changes.map((change) => change.version)).to.deep.equal(changes.map((_, n) => n + 2));
    expect(changes.reduce((text, { ops }) => applyChange(text, ops) ?? "", "")).to.equal(content);
    expect(
      content
        .split(".")
        .filter(Boolean)
        .map(Number)
        .sort((a, b) => a - b),
    ).to.deep.equal(writes.map((_, n) => n));
  });

  it("show where others stand, and that they have left; who loses the space loses the channel", async () => {
    const { place, olga, mia, document, path } = await together();
    const channel = `documents/${document.id}`;
    const stream = await SseClient.open(`${server().url}/sse/stream?channels=${channel}`, {
      token: mia.user.idToken,
    });
    await stream.waitFor(({ event }) => event === "connected");
    const move = (position: number) => olga.post(`${path}/cursor`, { position, version: 1 });
    const begun = performance.now();
    const moved = await Promise.all([0, 1, 2, 3].map(move));
    expect([...moved, await move(4)].map(({ status }) => status)).to.deep.equal(Array(5).fill(204));
    const tookMs = performance.now() - begun;
    const last = await stream.waitFor(
      ({ event, data }) => event === "document:cursor-move" && positionIn(data) === 4,
    );
    expect(last.data).to.not.have.property("seq");
    expect(last.data).to.have.property("by", olga.uid);
    expect(last.data).to.have.nested.property("data.version", 1);
    // One at once, then ten a second.
    expect(stream.named("document:cursor-move")).to.have.length.at.most(2 + tookMs / 100);
    await olga.delete(`${path}/cursor`);
    const left = await stream.waitFor(({ event }) => event === "document:user-leave");
    expect(left.data).to.have.nested.property("data.userId", olga.uid);

    const publish = { channel, type: "document:content-change", data: {} };
    expect((await mia.post("/realtime/publish", publish)).status).to.be.oneOf([400, 403]);
    await olga.delete(`${place.path}/members/${mia.uid}`);
    await stream.waitFor(({ event }) => event === "error");
    await stream.ended;
    expect((await server().as(mia.user).get(`/realtime/history?channel=${channel}`)).status).to.equal(404);
  });

  it("go with the account of their owner", async () => {
    const { olga, document, path } = await together();
    await olga.patch(path, { baseVersion: 1, content: "more" });
    await olga.delete("/profile");
    const { firestore } = theFirebase();
    const left = await Promise.all([
      firestore.doc(`documents/${document.id}`).get(),
      firestore.doc(`documents/${document.id}/changes/2`).get(),
      firestore.doc(`channels/documents.${document.id}/events/000000000001`).get(),
    ]);
    expect(left.map(({ exists }) => exists)).to.deep.equal([false, false, false]);
  });
});

const positionIn = (data: unknown): unknown => (data as { data: { position: unknown } }).data.position;
