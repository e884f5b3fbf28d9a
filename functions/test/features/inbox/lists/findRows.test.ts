import { expect } from "chai";
import { ListInbox } from "@firecast/contract/notifications/notifications";
import { days, hours, seconds, toTimestamp } from "../../../../src/platform/clock.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { anInbox, everything } from "../anInbox.js";
import { at } from "../builders.js";
import { meanwhile } from "../meanwhile.js";

describe("what is in an inbox", function () {
  this.timeout(60_000);
  const server = anInstance();
  const newInbox = () => anInbox(server());

  it("is found behind a row that nobody can read, in lists and by patches", async () => {
    const { uid, clock, inbox, come, list } = newInbox();
    for (const id of ["m1", "m2", "m3"]) {
      await come(id);
      clock.pass(1);
    }
    const [, middle] = await list();
    await theFirebase().firestore.doc(`users/${uid}/notifications/${middle?.id}`).update({ type: "gossip" });
    const first = await inbox.list(uid, ListInbox.parse({ limit: 1 }));
    const second = await inbox.list(uid, ListInbox.parse({ limit: 1, cursor: first.nextCursor ?? "" }));
    expect([...first.items, ...second.items].map(({ spaceId }) => spaceId)).to.deep.equal(["m3", "m1"]);
    expect((await inbox.patch(uid, { all: true, read: true })).changed).to.equal(2);
  });

  it("is changed as it is, though somebody else changes it between two reads", async () => {
    const { uid, inbox, another, come, list } = newInbox();
    await come("m1");
    const [row] = await list();
    const ids = [row?.id ?? ""];
    const between = another(meanwhile(`inboxes/${uid}`, () => inbox.patch(uid, { ids, read: true })));
    const { items, counts } = await between.inbox.patch(uid, { ids, archived: true });
    expect(items.map(({ read }) => read)).to.deep.equal([true]);
    expect(counts).to.deep.equal({ unseen: 0, unread: 0, version: 3 });
  });

  it("takes nothing in while it rests: who was mentioned meanwhile has a new row", async () => {
    const { uid, clock, inbox, come, list } = newInbox();
    await come("m1", "lobby");
    await inbox.patch(uid, { all: true, snoozeUntil: toTimestamp(clock.now() + hours(2)) });
    clock.pass(seconds(10));
    expect(await come("m2", "lobby")).to.equal("created");
    expect((await list()).map(({ count }) => count)).to.deep.equal([1]);
    expect((await inbox.counts(uid)).unread).to.equal(1);
  });

  it("is one row for all versions that a forked tool has within an hour, and says the newest", async () => {
    const { uid, inbox, list } = newInbox();
    for (const version of [2, 3, 4]) {
      const payload = { toolId: "poll", toolName: "Poll", forkId: "poll2", version };
      await inbox.add({ uid, type: "tool_updated", cause: `tools/poll version ${version}`, payload, at });
    }
    expect((await list()).map(({ body, count }) => [body, count])).to.deep.equal([
      ["It is at version 4 now.", 3],
    ]);
  });

  it("comes back from a rest that is longer than its life", async () => {
    const { uid, clock, inbox, come, list } = newInbox();
    await come("m1");
    const [row] = await list();
    const id = row?.id ?? "";
    const until = clock.now() + days(60);
    const { items } = await inbox.patch(uid, { ids: [id], snoozeUntil: toTimestamp(until) });
    expect(Date.parse(items[0]?.expiresAt ?? "")).to.be.within(until + days(1), until + days(1) + hours(1));
    clock.pass(days(60));
    await inbox.wake(uid, id);
    const { items: back, counts } = await inbox.list(uid, everything);
    expect(back.map((item) => item.id)).to.deep.equal([id]);
    expect(counts).to.deep.include({ unseen: 1, unread: 1 });
    clock.pass(days(2));
    expect(await inbox.list(uid, everything)).to.deep.include({
      items: [],
      counts: { unseen: 0, unread: 0, version: 3 },
    });
  });
});
