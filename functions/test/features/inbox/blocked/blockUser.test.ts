import { expect } from "chai";
import { hours, minutes } from "../../../../src/platform/clock.js";
import { derivedId } from "../../../../src/platform/ids.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { aPerson } from "../../people.js";
import { anInbox } from "../anInbox.js";
import { aMention, at } from "../builders.js";
import { push as pushManifest } from "../../../../src/features/push/manifest.js";
import { featureActions } from "../../../support/featureActions.js";

describe("who rings at a user's door", function () {
  this.timeout(30_000);
  const server = anInstance();
  const path = "/profile/blocked";

  it("N3: a blocked sender makes no row and joins none; what is required comes all the same", async () => {
    const { uid, clock, inbox, come, list } = anInbox(server());
    await come("m1", "lobby");
    await inbox.block(uid, "alice");
    expect(await come("m2", "lobby")).to.equal("left_out");
    expect(await come("m3", "other")).to.equal("left_out");
    expect(await inbox.add(aMention({ uid, cause: "m4", actor: "carol" }))).to.equal("joined");
    clock.pass(1);
    const payload = { alertId: "a1", title: "Maintenance", body: "" };
    const alert = { uid, type: "system_alert", cause: "a1", payload, actor: "alice", at } as const;
    expect(await inbox.add(alert)).to.equal("created");
    expect((await list()).map(({ type, count }) => [type, count])).to.deep.equal([
      ["system_alert", 1],
      ["mention", 2],
    ]);
    await inbox.unblock(uid, "alice");
    expect(await come("m5", "other")).to.equal("created");
  });

  it("N3: users are blocked and unblocked over HTTP, again without effect, whether they exist or not", async () => {
    const nina = await aPerson(server());
    for (const uid of ["bob", "nobody-at-all", "bob"]) {
      expect(await nina.put(`${path}/${uid}`)).to.deep.include({ status: 204 });
    }
    const { status, body } = await nina.get(path);
    expect(status).to.equal(200);
    expect(body).to.have.property("nextCursor", null);
    expect(body).to.have.nested.property("items[0].uid", "bob");
    expect(body).to.have.nested.property("items[1].uid", "nobody-at-all");
    expect((await nina.get(`${path}/bob`)).body).to.include.keys("uid", "blockedAt");
    for (const _ of [1, 2]) expect(await nina.delete(`${path}/bob`)).to.deep.include({ status: 204 });
    expect((await nina.get(`${path}/bob`)).status).to.equal(404);
    expect((await nina.get(`${path}/a%2Fb`)).status).to.be.oneOf([400, 404]);
    const max = await aPerson(server());
    expect((await max.get(path)).body).to.deep.equal({ items: [], nextCursor: null });
  });

  it("N3: at most 1,000 are blocked, and notifications leave the list alone", async () => {
    const { uid, inbox, come } = anInbox(server());
    const { firestore } = theFirebase();
    const blocked = Object.fromEntries(Array.from({ length: 999 }, (_, number) => [`u${number}`, at]));
    await inbox.block(uid, "first");
    await firestore.doc(`inboxes/${uid}`).update({ blocked: { ...blocked, first: at } });
    const refused = await inbox.block(uid, "one-more").catch((error: unknown) => error);
    expect(refused).to.deep.include({ code: "conflict" });
    await come("m1");
    expect(await inbox.blocked(uid)).to.have.lengthOf(1000);
  });

  it("N3: inviting, withdrawing and inviting again rings once: the second invite is in the inbox alone", async () => {
    const { uid, clock, inbox, list } = anInbox(server());
    const push = featureActions(server().instance, pushManifest);
    const invite = async (cause: string, actor = "alice") => {
      const payload = { spaceId: "lobby", spaceName: "Lobby" };
      const now = new Date(clock.now()).toISOString();
      await inbox.add({ uid, type: "space_invite", cause, payload, actor, at: now });
      return (await push.trace(uid, derivedId("space_invite", cause, uid)))?.decision?.reason === "throttled";
    };
    const withdraw = async () => {
      await inbox.leave(uid, "lobby", new Date(clock.now()).toISOString());
      clock.pass(minutes(1));
    };
    expect(await invite("i1")).to.equal(false);
    await withdraw();
    expect(await invite("i2")).to.equal(true);
    expect(await list()).to.have.lengthOf(1);
    await withdraw();
    expect(await invite("i3", "carol"), "another sender").to.equal(false);
    await withdraw();
    clock.pass(hours(1));
    expect(await invite("i4")).to.equal(false);
  });

  it("N3: a sender's events of ten minutes are one row, also of a user who looks in between, and ring once", async () => {
    const { uid, inbox, list } = anInbox(server());
    const push = featureActions(server().instance, pushManifest);
    const announce = async (eventId: string) => {
      const payload = { spaceId: "lobby", spaceName: "Lobby", eventId, eventTitle: eventId, startsAt: at };
      await inbox.add({ uid, type: "event_created", cause: eventId, payload, actor: "alice", at });
      return (await push.trace(uid, derivedId("event_created", eventId, uid)))?.decision?.reason;
    };
    expect(await announce("e1")).not.to.be.oneOf(["throttled", "batched"]);
    expect(await announce("e2")).to.equal("batched");
    expect((await list()).map(({ title }) => title)).to.deep.equal(["2 new events in Lobby"]);
    await inbox.patch(uid, { all: true, read: true });
    expect(await announce("e3")).to.equal("throttled");
  });
});
