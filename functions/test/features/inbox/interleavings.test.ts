import { expect } from "chai";
import fc from "fast-check";
import type { PatchInbox } from "@firecast/contract/notifications/notifications";
import { anInstance } from "../../support/testInstance.js";
import { anInbox, everything } from "./anInbox.js";

describe("an inbox on several instances", () => {
  const server = anInstance();

  it("counts what its list shows, after any interleaving on three instances", async function () {
    this.timeout(120_000);
    type Act = { on: number; message: number } & ({ type: "come" } | { type: "patch"; wish: PatchInbox });
    const wishes = fc.constantFrom<PatchInbox>(
      { all: true, read: true },
      { all: true, seen: true },
      { filter: { unread: true }, archived: true },
      { filter: { spaceId: "s1" }, read: true },
      { all: true, read: false },
    );
    const act = fc.oneof<fc.Arbitrary<Act>[]>(
      fc.record({ on: fc.nat(2), type: fc.constant("come" as const), message: fc.nat(7) }),
      fc.record({ on: fc.nat(2), type: fc.constant("patch" as const), message: fc.nat(7), wish: wishes }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 12 }), async (script) => {
        const first = anInbox(server());
        const instances = [first, first.another(), first.another()];
        await Promise.all(
          script.map((step) => {
            const instance = instances[step.on] ?? first;
            return step.type === "come"
              ? instance.come(`m${step.message}`, `s${step.message % 3}`)
              : instance.inbox.patch(first.uid, step.wish);
          }),
        );
        const { items, counts } = await first.inbox.list(first.uid, everything);
        expect({ unseen: counts.unseen, unread: counts.unread }).to.deep.equal({
          unseen: items.filter(({ seenAt }) => seenAt === undefined).length,
          unread: items.filter(({ read }) => !read).length,
        });
        const versions = (await first.events()).map((event) => event.counts.version);
        expect(versions).to.deep.equal(Array.from({ length: counts.version }, (_, index) => index + 1));
        expect((await first.events()).at(-1)?.counts ?? { unseen: 0, unread: 0, version: 0 }).to.deep.equal(
          counts,
        );
      }),
      { numRuns: 12 },
    );
  });
});
