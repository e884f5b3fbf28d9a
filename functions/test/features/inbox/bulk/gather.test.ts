import { expect } from "chai";
import fc from "fast-check";
import type { Addressed } from "../../../../src/features/inbox/rules/admit.js";
import { notificationId } from "../../../../src/features/inbox/rules/admit.js";
import { toTimestamp } from "../../../../src/platform/clock.js";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { anInbox } from "../anInbox.js";
import { at, later } from "../builders.js";
import { meanwhile } from "../meanwhile.js";
import { push as pushManifest } from "../../../../src/features/push/manifest.js";
import { featureActions } from "../../../support/featureActions.js";

describe("an inbox in which very much happens", function () {
  this.timeout(120_000);
  const server = anInstance();

  function aHost() {
    const host = anInbox(server());
    const { uid, inbox } = host;
    const answer = (number: number): Addressed => {
      const event = { spaceId: "lobby", spaceName: "Lobby", eventId: "e1", eventTitle: "Stand-up" };
      const payload = { ...event, uid: `u${number}`, status: "yes" };
      return {
        ...{ uid, type: "rsvp_update", cause: `rsvp ${number}`, payload, actor: `u${number}` },
        at: toTimestamp(Date.parse(at) + number),
      };
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
    await inbox.retract({ uid, type: "rsvp_update", cause: "rsvp 19", at: later });
    await takeIn();
    expect(await counted()).to.deep.equal([19]);
  });

  it("N6: what is edited while it waits says the new words once it is taken in", async () => {
    const { inbox, answer, takeIn, list } = aHost();
    for (const number of numbers(12)) await inbox.add(answer(number));
    const edited = answer(11);
    const revision = { ...edited, payload: { ...edited.payload, eventTitle: "Retro" }, at: later };
    await inbox.revise(revision);
    await takeIn();
    expect((await list()).map(({ title, count }) => [title.includes("Retro"), count])).to.deep.equal([
      [true, 12],
    ]);
  });

  it("N6: a row that took in several at once says what happened last, and without that what happened before it", async () => {
    const { inbox, answer, takeIn, list } = aHost();
    for (const number of numbers(30)) await inbox.add(answer(number));
    await takeIn();
    const shown = async () => (await list()).map(({ actor, count }) => [actor, count]);
    expect(await shown()).to.deep.equal([["u29", 30]]);
    await inbox.retract({ ...answer(29), at: later });
    expect(await shown()).to.deep.equal([["u28", 29]]);
    const edited = answer(28);
    await inbox.revise({ ...edited, payload: { ...edited.payload, eventTitle: "Retro" }, at: later });
    expect((await list()).map(({ title }) => title.includes("Retro"))).to.deep.equal([true]);
  });

  it("N6: what happens anew after it was taken back is counted, though it was taken back while it came to wait", async () => {
    const { uid, inbox, another, answer, takeIn, counted } = aHost();
    for (const number of numbers(12)) await inbox.add(answer(number));
    const takeBack = () => inbox.retract({ uid, type: "rsvp_update", cause: "rsvp 12", at });
    const between = another(meanwhile(`inboxes/${uid}`, takeBack)).inbox;
    expect(await between.add({ ...answer(12), at: later })).to.equal("joined");
    await takeIn();
    expect(await counted()).to.deep.equal([13]);
  });

  it("N3: a row that begins with what waited rings no more often than its sender may", async () => {
    const { uid, clock, inbox, takeIn, list } = aHost();
    const push = featureActions(server().instance, pushManifest);
    const announce = (number: number) => {
      const event = { spaceId: "lobby", spaceName: "Lobby", eventId: `e${number}`, eventTitle: "Stand-up" };
      const payload = { ...event, startsAt: at };
      return inbox.add({ uid, type: "event_created", cause: `e${number}`, payload, actor: "alice", at });
    };
    for (const number of numbers(12)) await announce(number);
    await inbox.patch(uid, { all: true, read: true });
    clock.pass(1000);
    await takeIn();
    const rows = await list();
    expect(rows.map(({ count }) => count)).to.deep.equal([2, 10]);
    const trace = await push.trace(uid, rows[0]?.id ?? "");
    expect(trace?.decision).to.deep.include({ action: "drop", reason: "throttled" });
  });

  it("N11: whatever is answered, edited, taken back, read, blocked and taken in, on three instances at once, counts are those of the list", async () => {
    const act = fc.record({
      number: fc.integer({ min: 10, max: 17 }),
      on: fc.nat(2),
      what: fc.constantFrom("answer", "answer", "answer", "edit", "takeBack", "takeIn", "read", "block"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 20 }), async (script) => {
        const { uid, inbox, another, answer, takeIn, list } = aHost();
        for (const number of numbers(10)) await inbox.add(answer(number));
        const instances = [inbox, another().inbox, another().inbox];
        await Promise.all(
          script.map(async ({ number, on, what }) => {
            const its = instances[on] ?? inbox;
            if (what === "answer") await its.add(answer(number));
            if (what === "edit") await its.revise({ ...answer(number), at: later });
            if (what === "takeBack") {
              await its.retract({ uid, type: "rsvp_update", cause: `rsvp ${number}`, at: later });
            }
            if (what === "takeIn") await its.takeIn(uid);
            if (what === "read") await its.patch(uid, { all: true, read: true });
            if (what === "block") await its.block(uid, `u${number}`);
          }),
        );
        await takeIn();
        const named = (what: string) =>
          script.filter((step) => step.what === what).map(({ number }) => number);
        const left = [...new Set(named("answer"))].filter((number) => !named("takeBack").includes(number));
        const certain = left.filter((number) => !named("block").includes(number));
        const rows = await list();
        const total = rows.reduce((sum, { count }) => sum + count, 0);
        expect(total).to.be.within(10 + certain.length, 10 + left.length);
        expect(await inbox.counts(uid)).to.deep.include({
          unseen: rows.filter(({ seenAt }) => seenAt === undefined).length,
          unread: rows.filter(({ read }) => !read).length,
        });
        // Told once more, all is known; what was not told because of a block is told no sooner than that ends.
        await Promise.all(named("answer").map((number) => inbox.add(answer(number))));
        await takeIn();
        expect((await list()).reduce((sum, { count }) => sum + count, 0)).to.equal(total);
      }),
      { numRuns: 12 },
    );
  });
});
