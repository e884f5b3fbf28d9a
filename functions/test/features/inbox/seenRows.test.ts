import { expect } from "chai";
import { minutes, seconds } from "../../../src/platform/clock.js";
import { anInstance } from "../../support/testInstance.js";
import { anInbox } from "./anInbox.js";
import { meanwhile } from "./meanwhile.js";

describe("what a user has seen of an inbox", function () {
  this.timeout(60_000);
  const server = anInstance();
  const newInbox = () => anInbox(server());

  it("N5: a seen row ends its batch: the next mention is a row of its own, which is pushed", async () => {
    const { uid, clock, inbox, come, list } = newInbox();
    await come("m1", "lobby");
    await inbox.patch(uid, { all: true, seen: true });
    clock.pass(seconds(50));
    expect(await come("m2", "lobby")).to.equal("created");
    expect(await come("m3", "lobby")).to.equal("joined");
    expect((await list()).map(({ count, seenAt }) => [count, seenAt !== undefined])).to.deep.equal([
      [2, false],
      [1, true],
    ]);
    clock.pass(minutes(2));
    expect(await come("m2", "lobby")).to.equal("repeated");
  });

  for (const wish of [{ read: true }, { seen: true as const }, { archived: true }]) {
    const says = JSON.stringify(wish);
    it(`N5: a mention that joins a row while ${says} is on its way is not lost from sight`, async () => {
      const { uid, clock, inbox, another, come, list } = newInbox();
      await come("m1", "lobby");
      clock.pass(1);
      const [row] = await list();
      const between = another(meanwhile(`inboxes/${uid}`, () => come("m2", "lobby")));
      const patched = await between.inbox.patch(uid, { ids: [row?.id ?? ""], ...wish });
      expect([patched.changed, patched.items]).to.deep.equal([0, []]);
      expect(patched.newer?.map(({ count }) => count)).to.deep.equal([2]);
      expect((await list()).map(({ count, read, seenAt }) => [count, read, seenAt])).to.deep.equal([
        [2, false, undefined],
      ]);
      expect(await inbox.counts(uid)).to.deep.equal({ unseen: 1, unread: 1, version: 2 });
    });
  }

  it("N5: what became new after the version that a client was shown is left as it is, by ids and by all", async () => {
    const { uid, inbox, come, list } = newInbox();
    await come("m1", "lobby");
    await come("m2", "other");
    const upTo = (await inbox.counts(uid)).version;
    await come("m3", "lobby");
    const ids = (await list()).map(({ id }) => id);
    const named = await inbox.patch(uid, { ids, read: true, upTo });
    expect(named.items.map(({ spaceId }) => spaceId)).to.deep.equal(["other"]);
    expect(named.newer?.map(({ spaceId, version }) => [spaceId, version])).to.deep.equal([["lobby", 3]]);
    expect((await inbox.patch(uid, { all: true, read: true, upTo })).changed).to.equal(0);
    expect(
      (await inbox.patch(uid, { filter: { unread: true }, read: true, upTo: upTo + 1 })).changed,
    ).to.equal(1);
  });

  it("N5: a row that comes back from its rest is newer than what was shown before", async () => {
    const { uid, clock, inbox, come } = newInbox();
    await come("m1");
    const snoozeUntil = new Date(clock.now() + minutes(5)).toISOString();
    const { items, counts } = await inbox.patch(uid, { all: true, snoozeUntil });
    clock.pass(minutes(5));
    await inbox.wake(uid, items[0]?.id ?? "");
    const ids = items.map(({ id }) => id);
    expect((await inbox.patch(uid, { ids, read: true, upTo: counts.version })).changed).to.equal(0);
    expect((await inbox.patch(uid, { ids, read: true })).changed).to.equal(1);
  });
});
