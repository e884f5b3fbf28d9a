import { expect } from "chai";
import fc from "fast-check";
import { ListInbox } from "@firecast/contract/notifications/notifications";
import { minutes } from "../../../src/platform/clock.js";
import { derivedId } from "../../../src/platform/ids.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { anInbox, everything } from "./anInbox.js";
import { aMention, at, later } from "./builders.js";
import { push as pushManifest } from "../../../src/features/push/manifest.js";
import { featureActions } from "../../support/featureActions.js";

describe("what is taken back from an inbox", function () {
  this.timeout(60_000);
  const server = anInstance();

  /** An inbox, and mentions in it whose text is their own id. */
  function aMentioned() {
    const { uid, inbox, ...rest } = anInbox(server());
    const mention = (
      messageId: string,
      { excerpt = messageId, when = at, actor = "alice", space = "lobby" } = {},
    ) => {
      const payload = { spaceId: space, spaceName: "Lobby", messageId, authorId: actor, excerpt };
      return aMention({ uid, cause: messageId, payload, actor, at: when });
    };
    return {
      ...{ ...rest, uid, inbox, mention },
      say: (...given: Parameters<typeof mention>) => inbox.add(mention(...given)),
      edit: (...given: Parameters<typeof mention>) => inbox.revise(mention(...given)),
      takeBack: (cause: string, when = later) => inbox.retract({ uid, type: "mention", cause, at: when }),
      idOf: (cause: string) => derivedId("mention", cause, uid),
    };
  }

  it("N6: a row goes with its only cause: from list, counts and storage, and the stream is told without the text", async () => {
    const { uid, inbox, say, takeBack, idOf, events } = aMentioned();
    await say("m1");
    expect(await takeBack("m1")).to.equal("retracted");
    for (const query of [{}, { archived: "true" }]) {
      expect((await inbox.list(uid, ListInbox.parse(query))).items).to.deep.equal([]);
    }
    expect(await inbox.counts(uid)).to.deep.equal({ unseen: 0, unread: 0, version: 2 });
    const last = (await events()).at(-1);
    expect(last).to.deep.include({ type: "notification:updated", counts: await inbox.counts(uid) });
    expect(last?.item).to.deep.include({ id: idOf("m1"), title: "Withdrawn", body: "" });
    expect(last?.item).to.include.keys("retractedAt", "archivedAt");
    const { firestore } = theFirebase();
    expect((await firestore.doc(`users/${uid}/notifications/${idOf("m1")}`).get()).exists).to.equal(false);
    expect(await say("m1"), "its trigger runs again").to.equal("repeated");
    expect(await takeBack("m1"), "so does the other one").to.equal("nothing");
  });

  it("N6: what was taken back is pushed no more, and its trace says why", async () => {
    const { uid, say, takeBack, idOf } = aMentioned();
    const push = featureActions(server().instance, pushManifest);
    await say("m1");
    await takeBack("m1");
    await push.deliver(uid, idOf("m1"));
    const trace = await push.trace(uid, idOf("m1"));
    expect(trace?.decision).to.deep.include({ action: "drop", reason: "retracted" });
    expect(trace?.devices).to.deep.equal([]);
  });

  it("N6: one cause leaves a joined row: it counts one less and says what the newest of the others said", async () => {
    const { say, takeBack, list, inbox, uid, events } = aMentioned();
    await say("m1");
    await say("m2");
    await say("m3", { actor: "carol" });
    const shown = async () =>
      (await list()).map(({ title, body, count, actor }) => [title, body, count, actor]);
    await takeBack("m3");
    expect(await shown()).to.deep.equal([["You were mentioned 2 times in Lobby", "m2", 2, "alice"]]);
    expect(await takeBack("m3")).to.equal("nothing");
    await takeBack("m1");
    expect(await shown()).to.deep.equal([["alice mentioned you in Lobby", "m2", 1, "alice"]]);
    expect(await takeBack("m1")).to.equal("nothing");
    expect(await inbox.counts(uid)).to.deep.equal({ unseen: 1, unread: 1, version: 5 });
    await takeBack("m2");
    expect(await shown()).to.deep.equal([]);
    expect((await events()).map(({ type }) => type)).to.deep.equal([
      "notification:created",
      ...Array<string>(5).fill("notification:updated"),
    ]);
  });

  it("N6: a trigger that comes after the deletion tells nothing; what happens after it does", async () => {
    const { say, takeBack, list } = aMentioned();
    expect(await takeBack("m1")).to.equal("nothing");
    expect(await say("m1")).to.equal("repeated");
    expect(await say("m1", { when: "2026-03-01T12:06:00.000Z" })).to.equal("created");
    expect(await takeBack("m1"), "the old deletion once more").to.equal("nothing");
    expect(await list()).to.have.lengthOf(1);
  });

  it("N6: an edit changes what a row says, and makes it neither new nor unread", async () => {
    const { say, edit, list, uid, inbox, events } = aMentioned();
    await say("m1");
    await say("m2");
    await inbox.patch(uid, { all: true, read: true });
    await edit("m1", { excerpt: "m1, edited", when: later });
    expect((await list()).map(({ body }) => body)).to.deep.equal(["m2"]);
    await edit("m2", { excerpt: "m2, edited", when: later });
    await edit("m2", { excerpt: "an older edit, late", when: "2026-03-01T12:01:00.000Z" });
    expect((await list()).map(({ body, read, version }) => [body, read, version])).to.deep.equal([
      ["m2, edited", true, 2],
    ]);
    expect((await events()).map(({ type }) => type).slice(2)).to.deep.equal([
      "notification:read",
      "notification:updated",
    ]);
    await inbox.retract({ uid, type: "mention", cause: "m2", at: "2026-03-01T12:07:00.000Z" });
    expect((await list()).map(({ body }) => body)).to.deep.equal(["m1, edited"]);
  });

  it("N6: who leaves a space keeps nothing of what it told, and late triggers of it tell nothing", async () => {
    const { uid, inbox, say, list } = aMentioned();
    await say("m1", { space: "lobby" });
    await say("m2", { space: "other" });
    await inbox.patch(uid, { filter: { spaceId: "lobby" }, archived: true });
    await say("m3", { space: "lobby" });
    await inbox.leave(uid, "lobby", later);
    expect((await list()).map(({ spaceId }) => spaceId)).to.deep.equal(["other"]);
    expect((await inbox.list(uid, ListInbox.parse({ archived: "true" }))).items).to.deep.equal([]);
    expect(await say("m4", { space: "lobby", when: later })).to.equal("left_out");
    expect(await say("m5", { space: "lobby", when: "2026-03-01T12:06:00.000Z" })).to.equal("created");
    await inbox.leave(uid, "lobby", later);
    expect(await list()).to.have.lengthOf(2);
  });

  it("N6: what is named once more after it was taken back stays, though the taking back is repeated late", async () => {
    const { say, takeBack, list } = aMentioned();
    const latest = "2026-03-01T12:10:00.000Z";
    const shown = async () => (await list()).map(({ body, count }) => [body, count]);
    for (const cause of ["m1", "m2"]) await say(cause);
    await takeBack("m2");
    expect(await say("m2", { when: latest, excerpt: "again" })).to.equal("joined");
    expect(await takeBack("m2")).to.equal("nothing");
    expect(await shown()).to.deep.equal([["again", 2]]);
    await takeBack("m1");
    expect(await shown()).to.deep.equal([["again", 1]]);
  });

  it("N6: a row that went is told once more where it happened anew after the taking back, however late that was heard of", async () => {
    const { clock, say, takeBack, list } = aMentioned();
    await say("m1", { when: "2026-03-01T12:00:00.010Z" });
    await takeBack("m1", later);
    const repeat = await say("m1", { when: "2026-03-01T12:00:00.010Z" });
    expect(repeat, "told by a clock that is ahead").to.equal("repeated");
    await say("m2");
    clock.pass(minutes(20));
    await takeBack("m2", later);
    expect(await say("m2", { when: "2026-03-01T12:06:00.000Z" }), "before that was heard of").to.equal(
      "created",
    );
    expect(await list()).to.have.lengthOf(1);
  });

  it("N6: what began a row, and was taken back from it before the others, is known as such when the row has gone", async () => {
    const { clock, say, takeBack } = aMentioned();
    for (const cause of ["m1", "m2"]) await say(cause);
    await takeBack("m1", later);
    clock.pass(minutes(20));
    await takeBack("m2", "2026-03-01T12:10:00.000Z");
    expect(await say("m1")).to.equal("repeated");
    expect(await say("m1", { when: "2026-03-01T12:06:00.000Z" })).to.equal("created");
  });

  it("N6: what began a row, was taken back from it and happens anew, is in that row again, as new", async () => {
    const { uid, inbox, alarms, say, takeBack, list, idOf } = aMentioned();
    for (const cause of ["m1", "m2"]) await say(cause);
    await takeBack("m1", later);
    await inbox.patch(uid, { all: true, archived: true });
    const anew = { when: "2026-03-01T12:06:00.000Z", excerpt: "again" };
    expect(await say("m1", anew)).to.equal("joined");
    const shown = async () => (await list()).map(({ body, count, read }) => [body, count, read]);
    expect(await shown()).to.deep.equal([["again", 2, false]]);
    expect(await inbox.counts(uid)).to.deep.include({ unseen: 1, unread: 1 });
    const due = { kind: "snooze", payload: { uid, id: idOf("m1") } };
    expect([...alarms.values()], "it is pushed once more").to.containSubset([due]);
    expect(await say("m1", anew)).to.equal("repeated");
    expect(await takeBack("m1", later), "the old taking back once more").to.equal("nothing");
    expect(await takeBack("m1", "2026-03-01T12:08:00.000Z")).to.equal("retracted");
    expect(await shown()).to.deep.equal([["m2", 1, false]]);
  });

  it("N6: whatever is said, edited and taken back, on three instances at once, the list shows what is left", async function () {
    this.timeout(120_000);
    const cause = fc.nat(4).map((number) => `m${number}`);
    const act = fc.record({ cause, on: fc.nat(2), what: fc.constantFrom("say", "edit", "takeBack") });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (script) => {
        const first = aMentioned();
        const instances = [first.inbox, first.another().inbox, first.another().inbox];
        await Promise.all(
          script.map(async ({ cause: messageId, on, what }) => {
            const inbox = instances[on] ?? first.inbox;
            if (what === "say") await inbox.add(first.mention(messageId));
            if (what === "edit")
              await inbox.revise(first.mention(messageId, { excerpt: "edited", when: later }));
            if (what === "takeBack") {
              await inbox.retract({ uid: first.uid, type: "mention", cause: messageId, at: later });
            }
          }),
        );
        const named = (what: string) => script.filter((step) => step.what === what).map((step) => step.cause);
        const left = [...new Set(named("say"))].filter((messageId) => !named("takeBack").includes(messageId));
        const { items, counts } = await first.inbox.list(first.uid, everything);
        expect(items.reduce((sum, { count }) => sum + count, 0)).to.equal(left.length);
        expect([counts.unread, counts.unseen]).to.deep.equal([items.length, items.length]);
        for (const { body } of items) expect([...left, "edited"]).to.include(body);
      }),
      { numRuns: 15 },
    );
  });
});
