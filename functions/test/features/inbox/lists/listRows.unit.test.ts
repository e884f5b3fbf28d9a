import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { ListInbox } from "@firecast/contract/notifications/notifications";
import { listRows } from "../../../../src/features/inbox/lists/listRows.js";
import { emptyInbox } from "../../../../src/features/inbox/state.js";
import { setClock } from "../../../support/setClock.js";
import { anItem } from "../builders.js";

describe("a list of an inbox", () => {
  /** An inbox that was written at `writtenAt`, ms, into which a second row comes after the first look at its rows. */
  function anInbox(writtenAt: number) {
    const rows = [anItem({ id: "n1" })];
    let looks = 0;
    const page = () => {
      looks++;
      const items = [...rows];
      rows.unshift(anItem({ id: "n2" }));
      return Promise.resolve({ items, next: undefined, readTime: Timestamp.fromMillis(1000) });
    };
    const state = { value: { ...emptyInbox, version: 2 }, version: Timestamp.fromMillis(writtenAt) };
    const store = {
      state: () => Promise.resolve(state),
      page,
      touchedAfter: () => Promise.reject(new Error("nothing is marked")),
    };
    const deps = { store, clock: setClock() };
    return { list: () => listRows(deps, "bob", ListInbox.parse({})), looks: () => looks };
  }

  it("N5: has no version that is newer than its rows: what came between the two looks is in it", async () => {
    const { list, looks } = anInbox(1001);
    const { items, counts } = await list();
    expect([items.map(({ id }) => id), counts.version]).to.deep.equal([["n2", "n1"], 2]);
    expect(looks()).to.equal(2);
  });

  it("is read once where nothing came between", async () => {
    const { list, looks } = anInbox(1000);
    expect((await list()).items.map(({ id }) => id)).to.deep.equal(["n1"]);
    expect(looks()).to.equal(1);
  });
});
