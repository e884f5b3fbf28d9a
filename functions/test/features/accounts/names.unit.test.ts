import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { seconds } from "../../../src/platform/clock.js";
import { userNames } from "../../../src/features/accounts/names.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";

const noon = "2026-03-01T12:00:00.000Z";

/** Names over profiles that the test holds, and what was read of them. */
function aBook(profiles: Record<string, string | undefined>) {
  const clock = setClock(noon);
  const reads: string[][] = [];
  const names = userNames(
    {
      profiles: (uids) => {
        reads.push([...uids]);
        if (uids.includes("broken")) return Promise.reject(new Error("not now"));
        return Promise.resolve(
          uids.map((uid) => ({
            value: { uid, createdAt: noon, displayName: profiles[uid] },
            version: Timestamp.fromMillis(0),
          })),
        );
      },
    },
    clock,
    recordedLog(),
  );
  return { names, clock, reads };
}

describe("N9: names of users", () => {
  it("are one read for all that are asked for, each once, and none for a minute", async () => {
    const { names, clock, reads } = aBook({ ada: "Ada", bob: "Bob" });
    const expected = new Map([
      ["ada", "Ada"],
      ["bob", "Bob"],
    ]);
    expect(await names.of(["ada", "bob", "ada"])).to.deep.equal(expected);
    clock.pass(seconds(59));
    expect(await names.of(["bob", "ada"])).to.deep.equal(expected);
    expect(reads).to.deep.equal([["ada", "bob"]]);
    clock.pass(seconds(2));
    await names.one("ada");
    expect(reads).to.deep.equal([["ada", "bob"], ["ada"]]);
  });

  it("are never a uid: whoever told none is a member", async () => {
    const { names } = aBook({});
    expect(await names.one("kJ3hQ0x7XbYl")).to.equal("A member");
  });

  it("that cannot be read stop no one, and are read again", async () => {
    const { names, reads } = aBook({});
    expect(await names.one("broken")).to.equal("A member");
    await names.one("broken");
    expect(reads).to.have.length(2);
  });

  it("that were just told are known at once", async () => {
    const { names, reads } = aBook({ ada: "Ada" });
    names.learn("ada", Promise.resolve("Countess"));
    expect(await names.one("ada")).to.equal("Countess");
    expect(reads).to.deep.equal([]);
  });
});
