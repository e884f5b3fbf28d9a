import { expect } from "chai";
import { InboxPatched } from "@firecast/contract/notifications/notifications";
import { anInstance } from "../../../support/testInstance.js";
import { aPerson, type Person } from "../../people.js";
import { mention, pageOf, path, rowsOf, spacesOf } from "./told.js";

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe("PATCH /notifications", () => {
  const server = anInstance();

  const patch = async (person: Person, wish: object): Promise<InboxPatched> => {
    const { status, body } = await person.patch(path, wish);
    expect(status, JSON.stringify(body)).to.equal(200);
    return InboxPatched.parse(body);
  };

  it("changes the rows that are named, and answers with them and the counts", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "s1", "s2");
    const [, older] = await rowsOf(nina);
    const patched = await patch(nina, { ids: [older?.id, "unknown"], read: true });
    expect([patched.changed, spacesOf(patched.items)]).to.deep.equal([1, ["s1"]]);
    expect(patched.counts).to.deep.equal({ unseen: 1, unread: 1, version: 3 });
    expect((await pageOf(nina)).counts).to.deep.equal(patched.counts);
  });

  it("archives what was read, and leaves what was not", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "s1", "s2", "s3");
    const [newest] = await rowsOf(nina);
    await patch(nina, { ids: [newest?.id], read: true });
    const patched = await patch(nina, { filter: { unread: false }, archived: true });
    expect(spacesOf(patched.items)).to.deep.equal(["s3"]);
    expect(spacesOf(await rowsOf(nina))).to.deep.equal(["s2", "s1"]);
    expect(spacesOf(await rowsOf(nina, "?archived=true"))).to.deep.equal(["s3"]);
  });

  it("refuses what it does not understand, says where, and changes nothing", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "s1");
    const past = "2020-01-01T00:00:00.000Z";
    for (const [wish, pointer] of [
      [{}, "/ids"],
      [{ all: true }, ""],
      [{ read: true }, "/ids"],
      [{ all: false, read: true }, "/all"],
      [{ all: true, read: "yes" }, "/read"],
      [{ all: true, seen: false }, "/seen"],
      [{ ids: [], read: true }, "/ids"],
      [{ ids: ["a/b"], read: true }, "/ids/0"],
      [{ ids: Array<string>(101).fill("n1"), read: true }, "/ids"],
      [{ filter: { type: "gossip" }, read: true }, "/filter/type"],
      [{ filter: { uid: "somebody" }, read: true }, "/filter"],
      [{ all: true, read: true, uid: "somebody" }, ""],
      [{ all: true, ids: ["n1"], read: true }, ""],
      [{ all: true, archived: true, snoozeUntil: inAnHour() }, "/snoozeUntil"],
      [{ all: true, snoozeUntil: "tomorrow" }, "/snoozeUntil"],
      [{ all: true, snoozeUntil: past }, "/snoozeUntil"],
      [[], ""],
      ["all", ""],
    ] as const) {
      const { status, body } = await nina.patch(path, wish);
      const shown = JSON.stringify(wish).slice(0, 80);
      expect(status, shown).to.equal(400);
      expect(body, shown).to.include({ type: "urn:firecast:problem:invalid-request" });
      expect(body, shown).to.have.deep.nested.property("errors[0].pointer", pointer);
    }
    expect((await pageOf(nina)).counts).to.deep.equal({ unseen: 1, unread: 1, version: 1 });
  });

  it("answers a repeat as the first time, and leaves alone what came since", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "s1", "s2");
    const wish = { all: true, read: true };
    const first = await nina.patch(path, wish, { key: "k1" });
    expect(first.status).to.equal(200);
    await mention(server(), nina, "s3");
    expect(await nina.patch(path, wish, { key: "k1" })).to.deep.equal(first);
    expect((await pageOf(nina)).counts).to.deep.equal({ unseen: 1, unread: 1, version: 5 });
  });

  it("answers repeats at the same time alike, and changes each row once", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "s1", "s2");
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => nina.patch(path, { all: true, read: true }, { key: "k1" })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).to.equal(1);
    expect((await pageOf(nina)).counts).to.deep.equal({ unseen: 0, unread: 0, version: 4 });
  });

  it("refuses a key that came with another wish", async () => {
    const nina = await aPerson(server());
    await mention(server(), nina, "s1");
    await nina.patch(path, { all: true, seen: true }, { key: "k1" });
    const { status, body } = await nina.patch(path, { all: true, read: true }, { key: "k1" });
    expect(status).to.equal(422);
    expect(body).to.include({ type: "urn:firecast:problem:idempotency-key-reused" });
    expect((await pageOf(nina)).counts).to.deep.equal({ unseen: 0, unread: 1, version: 2 });
  });
});
