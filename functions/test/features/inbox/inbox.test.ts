import { expect } from "chai";
import { ListInbox } from "@firecast/contract/notifications/notifications";
import { snoozeKind } from "../../../src/features/inbox/actions.js";
import { days, hours, minutes, seconds, toTimestamp } from "../../../src/platform/clock.js";
import { derivedId } from "../../../src/platform/ids.js";
import { anInstance } from "../../support/testInstance.js";
import { anInbox, everything } from "./anInbox.js";
import { push as pushManifest } from "../../../src/features/push/manifest.js";
import { featureActions } from "../../support/featureActions.js";

describe("an inbox", function () {
  this.timeout(60_000);
  const server = anInstance();
  const newInbox = () => anInbox(server());

  it("takes a notice in as a row, an event with the row, and counts", async () => {
    const { uid, inbox, come, events } = newInbox();
    expect(await come("m1", "lobby")).to.equal("created");
    const { items, counts } = await inbox.list(uid, everything);
    expect(counts).to.deep.equal({ unseen: 1, unread: 1, version: 1 });
    expect(items).to.have.lengthOf(1);
    expect(items[0]).to.deep.include({
      type: "mention",
      title: "alice mentioned you in Lobby",
      body: "Hello",
      spaceId: "lobby",
      actionUrl: "/spaces/lobby/chat?message=m1",
      actor: "alice",
      count: 1,
      read: false,
    });
    expect(await events()).to.deep.equal([{ type: "notification:created", item: items[0], counts }]);
  });

  it("has one row however often it is told, twenty times at once on four instances", async () => {
    const first = newInbox();
    const inboxes = [first, first.another(), first.another(), first.another()];
    const told = await Promise.all(
      Array.from({ length: 5 }).flatMap(() => inboxes.map(({ come }) => come("m1", "lobby"))),
    );
    expect(told.filter((outcome) => outcome === "created")).to.have.lengthOf(1);
    expect(told.filter((outcome) => outcome === "repeated")).to.have.lengthOf(19);
    expect(await first.list()).to.have.lengthOf(1);
    expect(await first.events()).to.have.lengthOf(1);
  });

  it("takes ten mentions of a minute as one row with a count, and none of them twice", async () => {
    const { uid, clock, inbox, come, list, events } = newInbox();
    const told = [];
    for (let number = 1; number <= 10; number++) {
      told.push(await come(`m${number}`, "lobby"));
      clock.pass(seconds(5));
    }
    expect(told).to.deep.equal(["created", ...Array<string>(9).fill("joined")]);
    expect(await come("m7", "lobby")).to.equal("repeated");
    const [row, ...others] = await list();
    expect(others).to.deep.equal([]);
    expect(row).to.deep.include({ count: 10, title: "You were mentioned 10 times in Lobby" });
    expect(await inbox.counts(uid)).to.deep.equal({ unseen: 1, unread: 1, version: 10 });
    expect((await events()).map(({ type }) => type)).to.deep.equal([
      "notification:created",
      ...Array<string>(9).fill("notification:updated"),
    ]);
    const trace = await featureActions(server().instance, pushManifest).trace(
      uid,
      derivedId("mention", "m7", uid),
    );
    expect(trace?.decision).to.deep.include({ action: "drop", reason: "batched" });
    clock.pass(minutes(1));
    expect(await come("m11", "lobby")).to.equal("created");
    expect(await come("m7", "lobby")).to.equal("repeated");
    expect(await list()).to.have.lengthOf(2);
  });

  it("begins a new row when the open one was archived", async () => {
    const { uid, inbox, come, list } = newInbox();
    await come("m1", "lobby");
    await inbox.patch(uid, { all: true, archived: true });
    expect(await come("m2", "lobby")).to.equal("created");
    expect(await list()).to.have.lengthOf(1);
  });

  it("marks rows by ids, and says what changed", async () => {
    const { uid, inbox, come, list } = newInbox();
    for (const id of ["m1", "m2", "m3"]) await come(id);
    const [newest, middle] = await list();
    const ids = [newest?.id ?? "", middle?.id ?? "", "unknown"];
    const patched = await inbox.patch(uid, { ids, read: true });
    expect(patched.changed).to.equal(2);
    expect(patched.items.map(({ id, read }) => ({ id, read }))).to.have.deep.members([
      { id: ids[0], read: true },
      { id: ids[1], read: true },
    ]);
    expect(patched.counts).to.deep.equal({ unseen: 1, unread: 1, version: 5 });
    expect(await inbox.patch(uid, { ids, read: true })).to.deep.equal({
      changed: 0,
      items: [],
      counts: patched.counts,
    });
  });

  it("marks all, each with an event while they are few", async () => {
    const { uid, inbox, come, events } = newInbox();
    for (let number = 1; number <= 20; number++) await come(`m${number}`);
    const { changed, items, counts } = await inbox.patch(uid, { all: true, seen: true });
    expect([changed, items.length]).to.deep.equal([20, 20]);
    expect(counts).to.deep.equal({ unseen: 0, unread: 20, version: 40 });
    const versions = (await events()).map((event) => event.counts.version);
    expect(versions).to.deep.equal(Array.from({ length: 40 }, (_, index) => 1 + index));
  });

  it("marks by filter what fits, and leaves the rest", async () => {
    const { uid, inbox, come } = newInbox();
    await come("m1", "lobby");
    await come("m2", "other");
    const patched = await inbox.patch(uid, { filter: { spaceId: "other" }, archived: true });
    expect(patched.items.map(({ spaceId }) => spaceId)).to.deep.equal(["other"]);
    const listed = async (query: object) => (await inbox.list(uid, ListInbox.parse(query))).items.length;
    expect(await listed({})).to.equal(1);
    expect(await listed({ archived: "true" })).to.equal(1);
    expect(await listed({ spaceId: "other", archived: "true" })).to.equal(1);
    expect(await listed({ spaceId: "lobby", type: "mention", unread: "true" })).to.equal(1);
    expect(await listed({ type: "reply" })).to.equal(0);
    expect(await listed({ unread: "false" })).to.equal(0);
  });

  it("is read in pages, none missed and none twice", async () => {
    const { uid, clock, inbox, come } = newInbox();
    for (let number = 1; number <= 12; number++) {
      await come(`m${number}`);
      if (number % 3 === 0) clock.pass(1);
    }
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await inbox.list(uid, ListInbox.parse({ limit: 5, ...(cursor && { cursor }) }));
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(ids).size).to.equal(12);
    expect(ids).to.have.lengthOf(12);
  });

  it("does not show what is expired, though it is still stored", async () => {
    const { uid, clock, inbox, come } = newInbox();
    await come("m1");
    clock.pass(days(30) + hours(1));
    await come("m2");
    const { items, counts } = await inbox.list(uid, everything);
    expect(items.map(({ actionUrl }) => actionUrl)).to.deep.equal(["/spaces/m2/chat?message=m2"]);
    expect(counts).to.deep.equal({ unseen: 1, unread: 1, version: 2 });
  });

  it("lets a row rest until its time, and then it is new again and first", async () => {
    const { uid, clock, inbox, alarms, come, list } = newInbox();
    await come("m1");
    const [row] = await list();
    const id = row?.id ?? "";
    const snoozeUntil = toTimestamp(clock.now() + hours(2));
    const { counts } = await inbox.patch(uid, { ids: [id], read: true, snoozeUntil });
    expect(counts).to.deep.equal({ unseen: 0, unread: 0, version: 2 });
    expect(await list()).to.deep.equal([]);
    expect([...alarms.values()]).to.deep.equal([
      { id: [...alarms.keys()][0], kind: snoozeKind, dueAt: clock.now() + hours(2), payload: { uid, id } },
    ]);
    await inbox.wake(uid, id);
    expect(await list()).to.deep.equal([]);
    clock.pass(hours(1));
    await come("m2");
    clock.pass(hours(1));
    await Promise.all([inbox.wake(uid, id), inbox.wake(uid, id)]);
    expect((await list()).map((item) => [item.id === id, item.read])).to.deep.equal([
      [true, false],
      [false, false],
    ]);
    expect(await inbox.counts(uid)).to.deep.equal({ unseen: 2, unread: 2, version: 4 });
  });

  it("refuses a snooze of less than a minute or more than 90 days, and changes nothing", async () => {
    const { uid, clock, inbox, come } = newInbox();
    await come("m1");
    for (const ms of [-1, seconds(59), days(91)]) {
      const snoozeUntil = toTimestamp(clock.now() + ms);
      const refused = await inbox.patch(uid, { all: true, snoozeUntil }).catch((error: unknown) => error);
      expect(refused).to.deep.include({ code: "invalid_request" });
    }
    expect((await inbox.counts(uid)).version).to.equal(1);
  });
});
