import { expect } from "chai";
import fc from "fast-check";
import { AllChange, ListInbox, type PatchInbox } from "@firecast/contract/notifications/notifications";
import { anInstance, theFirebase } from "../../../support/testInstance.js";
import { setClock } from "../../../support/setClock.js";
import { randomIds } from "../../../../src/platform/ids.js";
import { anInbox, everything } from "../anInbox.js";
import { anItem } from "../builders.js";
import { meanwhile } from "../meanwhile.js";

describe("a patch of all rows of an inbox", function () {
  this.timeout(240_000);
  const server = anInstance();
  const anEagerInbox = () => anInbox(server(), setClock(), randomIds.next(), theFirebase(), 0);
  const listed = async ({ uid, inbox }: ReturnType<typeof anInbox>, query = {}) =>
    (await inbox.list(uid, ListInbox.parse({ limit: 100, ...query }))).items;

  it("N14: of 10,000 rows answers at once; lists and counts show it, storage follows, and the stream hears of it once", async () => {
    const rowsWanted = 10_000;
    const inbox = anInbox(server());
    const { uid, told } = inbox;
    await fill(uid, rowsWanted);
    const begun = performance.now();
    const { changed, items, counts } = await inbox.inbox.patch(uid, { all: true, read: true });
    const tookMs = performance.now() - begun;
    expect([changed, items.length]).to.deep.equal([rowsWanted, 100]);
    expect(counts).to.deep.equal({ unseen: 0, unread: 0, version: rowsWanted + 1 });
    expect(tookMs).to.be.below(5000);
    const shown = async () => ({
      counts: await inbox.inbox.counts(uid),
      unread: (await listed(inbox, { unread: "true" })).length,
      read: (await listed(inbox, { unread: "false" })).length,
    });
    const before = await shown();
    expect(before).to.deep.equal({ counts, unread: 0, read: 100 });
    const [event, ...others] = await told();
    expect(others).to.deep.equal([]);
    expect(event?.type).to.equal("notification:read");
    expect(AllChange.parse(event?.data)).to.deep.include({ counts });
    expect(AllChange.parse(event?.data).all).to.include({ upTo: rowsWanted, read: true });
    await inbox.inbox.spread({ uid });
    const rows = theFirebase().firestore.collection(`users/${uid}/notifications`);
    expect((await rows.where("read", "==", false).count().get()).data().count).to.equal(0);
    expect((await theFirebase().firestore.doc(`inboxes/${uid}`).get()).get("marks")).to.deep.equal([]);
    expect(await shown()).to.deep.equal(before);
    expect(await told()).to.have.lengthOf(1);
  });

  it("N14: archives all, and what comes meanwhile or after it stays", async () => {
    const inbox = anEagerInbox();
    const { uid, come, another } = inbox;
    for (const id of ["m1", "m2", "m3"]) await come(id);
    const between = another(meanwhile(`inboxes/${uid}`, () => come("m4")));
    expect((await between.inbox.patch(uid, { all: true, archived: true })).changed).to.equal(3);
    await come("m5");
    const shown = async () => [
      (await listed(inbox)).map(({ spaceId }) => spaceId).sort(),
      (await listed(inbox, { archived: "true" })).map(({ spaceId }) => spaceId).sort(),
    ];
    expect(await shown()).to.deep.equal([
      ["m4", "m5"],
      ["m1", "m2", "m3"],
    ]);
    await inbox.inbox.spread({ uid });
    expect(await shown()).to.deep.equal([
      ["m4", "m5"],
      ["m1", "m2", "m3"],
    ]);
    expect(await inbox.inbox.counts(uid)).to.deep.include({ unseen: 2, unread: 2 });
  });

  it("N14: equals patching row by row, after any interleaving with what comes, joins, leaves and is stored", async () => {
    const wishes = fc.constantFrom<PatchInbox>(
      { all: true, read: true },
      { all: true, seen: true },
      { all: true, archived: true },
      { filter: { unread: true }, read: true },
      { filter: { spaceId: "s1" }, archived: true },
      { all: true, read: false },
    );
    const act = fc.oneof(
      fc.record({ type: fc.constant("come" as const), message: fc.nat(9) }),
      fc.record({ type: fc.constant("come" as const), message: fc.nat(9) }),
      fc.record({ type: fc.constant("patch" as const), wish: wishes }),
      fc.record({ type: fc.constant("one" as const), row: fc.nat(3), read: fc.boolean() }),
      fc.record({ type: fc.constant("spread" as const) }),
      fc.record({ type: fc.constant("takeBack" as const), message: fc.nat(9) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 14 }), async (script) => {
        const [eager, plain] = [anEagerInbox(), anInbox(server())];
        for (const inbox of [eager, plain]) {
          const { uid } = inbox;
          for (const step of script) {
            inbox.clock.pass(1000);
            if (step.type === "come") await inbox.come(`m${step.message}`, `s${step.message % 3}`);
            if (step.type === "patch") await inbox.inbox.patch(uid, step.wish);
            if (step.type === "spread") await inbox.inbox.spread({ uid });
            if (step.type === "one") {
              const id = (await listed(inbox))[step.row]?.id;
              if (id) await inbox.inbox.patch(uid, { ids: [id], read: step.read });
            }
            if (step.type === "takeBack") {
              const cause = `m${step.message}`;
              await inbox.inbox.retract({ uid, type: "mention", cause, at: "2026-03-02T00:00:00.000Z" });
            }
          }
        }
        for (const query of [{}, { unread: "true" }, { unread: "false" }, { archived: "true" }]) {
          const rows = async (inbox: ReturnType<typeof anInbox>) =>
            (await listed(inbox, query)).map((row) => [
              row.spaceId,
              row.count,
              row.read,
              row.body,
              row.seenAt,
            ]);
          expect(await rows(eager), JSON.stringify(query)).to.deep.equal(await rows(plain));
        }
        const { items, counts } = await eager.inbox.list(eager.uid, everything);
        expect({ unseen: counts.unseen, unread: counts.unread }).to.deep.equal({
          unseen: items.filter(({ seenAt }) => seenAt === undefined).length,
          unread: items.filter(({ read }) => !read).length,
        });
      }),
      { numRuns: 20 },
    );
  });

  /** As so many notices would have left it, without a commit for each. */
  async function fill(uid: string, rowsWanted: number): Promise<void> {
    const { firestore } = theFirebase();
    const expiresAt = "2099-03-31T12:00:00.000Z";
    for (let from = 1; from <= rowsWanted; from += 500) {
      const batch = firestore.batch();
      for (let number = from; number < from + 500 && number <= rowsWanted; number++) {
        const item = anItem({ id: `n${number}`, version: number, touched: number, expiresAt });
        batch.create(firestore.doc(`users/${uid}/notifications/${item.id}`), {
          ...{ ...item, place: "inbox", read: false, unseen: true },
        });
      }
      await batch.commit();
    }
    const tallies = { [expiresAt]: { unseen: rowsWanted, unread: rowsWanted } };
    await firestore.doc(`inboxes/${uid}`).set({ version: rowsWanted, tallies, open: {} });
  }
});
