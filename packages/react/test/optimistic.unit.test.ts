import { expect } from "chai";
import { useOptimisticUpdate } from "@firecast/react";
import { aRealtime } from "../../client/test/support/fakeRealtime.js";
import { withPage } from "./support/page.js";

interface Horse {
  readonly id: string;
  readonly name?: string;
  readonly age?: number;
}

/** A request whose answer the test gives. */
function aRequest() {
  let answer: (body?: unknown) => void = () => undefined;
  let refuse: (problem: Error) => void = () => undefined;
  const promise = new Promise<unknown>((resolve, reject) => ([answer, refuse] = [resolve, reject]));
  return { promise, answer, refuse };
}

describe("rows that change at once", () => {
  const { use, doing, drawn } = withPage();

  function aTable(...rows: Horse[]) {
    const fake = aRealtime();
    const { result } = use(() => useOptimisticUpdate<Horse>(rows, "horses"), fake);
    return {
      act: () => result.current,
      rows: () => result.current.data,
      error: () => String(result.current.error),
      tell: async (what: string, horse: Horse) => {
        await doing(() => fake.tell("horses", `horses:${what}`, horse));
        await drawn();
      },
    };
  }

  it("follow what others say after the answer, key by key", async () => {
    const { act, rows, tell } = aTable({ id: "h1", name: "Ada", age: 3 });
    await doing(() => void act().optimisticUpdate("h1", { name: "Bea" }, Promise.resolve()));
    await tell("updated", { id: "h1", name: "Bea" });
    await tell("updated", { id: "h1", name: "Cleo" });
    expect(rows()).to.deep.equal([{ id: "h1", name: "Cleo", age: 3 }]);
    await doing(() => void act().optimisticUpdate("h1", { age: 4 }));
    await tell("updated", { id: "h1", name: "Dora" });
    expect(rows()).to.deep.equal([{ id: "h1", name: "Dora", age: 4 }]);
    await tell("updated", { id: "h1", age: 5 });
    expect(rows()).to.deep.equal([{ id: "h1", name: "Dora", age: 5 }]);
  });

  it("follow what others said while the request was under way: its event was faster than the answer", async () => {
    const { act, rows, tell } = aTable({ id: "h1", name: "Ada" });
    const { promise, answer } = aRequest();
    await doing(() => void act().optimisticUpdate("h1", { name: "Bea", age: 2 }, promise));
    await tell("updated", { id: "h1", name: "Bea", age: 2 });
    await tell("updated", { id: "h1", name: "Cleo" });
    await doing(() => answer());
    await drawn();
    expect(rows()).to.deep.equal([{ id: "h1", name: "Cleo", age: 2 }]);
  });

  it("come back where others make anew what was removed here", async () => {
    const { act, rows, tell } = aTable({ id: "h1" });
    await doing(() => void act().optimisticRemove("h1", Promise.resolve()));
    await tell("deleted", { id: "h1" });
    expect(rows()).to.deep.equal([]);
    await tell("created", { id: "h1", name: "again" });
    expect(rows()).to.deep.equal([{ id: "h1", name: "again" }]);
  });

  it("are what was fetched, but for changes whose request is under way", async () => {
    const { act, rows } = aTable({ id: "h1", name: "Ada" });
    const { promise, refuse } = aRequest();
    await doing(() => {
      act().optimisticAdd({ id: "h2" }, promise);
      act().optimisticUpdate("h1", { name: "Bea" });
    });
    await doing(() => act().syncData([{ id: "h1", name: "Cleo" }]));
    expect(rows()).to.deep.equal([{ id: "h1", name: "Cleo" }, { id: "h2" }]);
    await doing(() => refuse(new Error("full")));
    await drawn();
    expect(rows()).to.deep.equal([{ id: "h1", name: "Cleo" }]);
  });

  it("have a new row once, whatever the server names it, and whether its event or the answer comes first", async () => {
    for (const isEventFirst of [true, false]) {
      const { act, rows, tell } = aTable();
      const { promise, answer } = aRequest();
      await doing(() => void act().optimisticAdd({ id: "new", name: "Ada" }, promise));
      if (isEventFirst) await tell("created", { id: "h7", name: "Ada" });
      await doing(() => answer({ id: "h7", age: 1 }));
      if (!isEventFirst) await tell("created", { id: "h7", name: "Ada" });
      await drawn();
      expect(rows()).to.deep.equal([{ id: "h7", name: "Ada", age: 1 }]);
    }
  });

  it("are rolled back where the request throws before there is a promise", async () => {
    const { act, rows, error } = aTable();
    const write = (): Promise<unknown> => {
      throw new Error("no form");
    };
    await doing(() => void act().optimisticAdd({ id: "h1" }, write));
    await drawn();
    expect([rows(), error()]).to.deep.equal([[], "Error: no form"]);
  });

  it("take nothing back twice: neither after the event, nor after the request was refused", async () => {
    const { act, rows, tell } = aTable({ id: "h1", name: "Ada" });
    let rollback = (): void => undefined;
    await doing(() => void (rollback = act().optimisticUpdate("h1", { name: "Bea" })));
    await tell("updated", { id: "h1", name: "Bea" });
    await doing(() => rollback());
    expect(rows()).to.deep.equal([{ id: "h1", name: "Bea" }]);
    const { promise, answer } = aRequest();
    await doing(() => void (rollback = act().optimisticUpdate("h1", { name: "Cleo" }, promise)));
    await doing(() => rollback());
    await doing(() => answer());
    await drawn();
    expect(rows()).to.deep.equal([{ id: "h1", name: "Bea" }]);
  });
});
