import { expect } from "chai";
import type { Addressed } from "../../../../src/features/notifications/inbox/admit.js";
import { notificationId } from "../../../../src/features/notifications/inbox/admit.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { anInbox } from "./anInbox.js";
import { at } from "./builders.js";

describe("an inbox in which very much happens", function () {
  this.timeout(120_000);
  const server = anInstance();

  function aHost() {
    const host = anInbox(server());
    const { uid, inbox } = host;
    const answer = (number: number): Addressed => {
      const event = { spaceId: "lobby", spaceName: "Lobby", eventId: "e1", eventTitle: "Stand-up" };
      const payload = { ...event, uid: `u${number}`, status: "yes" };
      return { uid, type: "rsvp_update", cause: `rsvp ${number}`, payload, actor: `u${number}`, at };
    };
    /** What the wake-ups do, until none of them is left with something to do. */
    const takeIn = async (): Promise<void> => {
      await inbox.takeIn(uid);
      await inbox.takeIn(uid);
      const state = await theFirebase().firestore.doc(`inboxes/${uid}`).get();
      if (state.get("isGathering") === true) await takeIn();
    };
    const counted = async () => (await host.list()).map(({ count }) => count);
    return { ...host, answer, takeIn, counted };
  }
  const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

  it("N11: 600 answers at once on three instances are one row with their count, each counted once, in few commits", async () => {
    const { uid, inbox, another, answer, takeIn, counted } = aHost();
    expect(await inbox.add(answer(0)), "the first is there at once").to.equal("created");
    const instances = [inbox, another().inbox, another().inbox];
    const add = (number: number) => (instances[number % 3] ?? inbox).add(answer(number));
    const told = await Promise.all(numbers(600).map(add));
    expect(told.filter((outcome) => outcome === "joined")).to.have.lengthOf(599);
    await takeIn();
    expect(await counted()).to.deep.equal([600]);
    const { version } = await inbox.counts(uid);
    expect(version, "commits that changed a row").to.be.below(30);
    expect(new Set(await Promise.all(numbers(600).map(add)))).to.deep.equal(new Set(["repeated"]));
    await takeIn();
    expect(await counted()).to.deep.equal([600]);
  });

  it("N11: what waits while the user reads the row is a new row, and nothing of it is lost", async () => {
    const { uid, inbox, answer, takeIn, counted } = aHost();
    for (const number of numbers(20)) await inbox.add(answer(number));
    await inbox.patch(uid, { all: true, read: true });
    await takeIn();
    const counts = await counted();
    expect(counts).to.have.lengthOf(2);
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(20);
    expect(await inbox.counts(uid)).to.deep.include({ unseen: 1, unread: 1 });
  });

  it("N11: what a killed process left waiting is taken in when its trigger runs again", async () => {
    const { uid, inbox, answer, counted } = aHost();
    await inbox.add(answer(0));
    const stranded = answer(1);
    const { type, payload, actor } = stranded;
    const id = notificationId(stranded);
    const decision = { action: "drop", reason: "batched", at };
    await theFirebase()
      .firestore.doc(`users/${uid}/deliveries/${id}`)
      .create({ id, type, decision, devices: {}, said: { payload, actor, at }, waiting: true });
    expect(await inbox.add(stranded)).to.equal("repeated");
    expect(await counted()).to.deep.equal([2]);
  });

  it("N11: what is taken back while it waits is not counted", async () => {
    const { uid, inbox, answer, takeIn, counted } = aHost();
    for (const number of numbers(20)) await inbox.add(answer(number));
    const later = "2026-03-01T12:05:00.000Z";
    await inbox.retract({ uid, type: "rsvp_update", cause: "rsvp 19", at: later });
    await takeIn();
    expect(await counted()).to.deep.equal([19]);
  });
});
