import { expect } from "chai";
import { recountUses } from "../../../src/features/tools/uses/recountUses.js";
import { hours, toTimestamp } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import type { Run } from "../../../src/platform/jobs/work.js";
import { jobBench } from "../../jobs/jobBench.js";
import { database } from "../../support/database.js";
import { anInstance } from "../../support/testInstance.js";
import { actionsOf } from "../actions.js";
import { aTool } from "./builders.js";

describe("the recount of uses", () => {
  const server = anInstance();
  const run: Run = { id: "r", slot: Date.now() + hours(1), missed: 0, signal: new AbortController().signal };
  const parts = () => actionsOf(server()).toolsParts;

  async function aStoredTool(): Promise<string> {
    const id = randomIds.next();
    await database().doc(`tools/${id}`).create(aTool({ id }));
    return id;
  }
  const stored = async (id: string): Promise<unknown[]> => {
    const tool = await database().doc(`tools/${id}`).get();
    return ["uses", "milestone"].map((field): unknown => tool.get(field));
  };
  const marked = async (id: string): Promise<number> => {
    const shards = [0, 1, 2, 3].map((shard) => database().doc(`tools/${id}/uses/${shard}`));
    return (await database().getAll(...shards)).filter((shard) => shard.get("changedAt") !== undefined)
      .length;
  };

  it("writes the sum of the shards, once; a repeat and a crash before the end change nothing", async () => {
    const id = await aStoredTool();
    const [one, other] = [parts(), parts()];
    await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? one : other).uses.add(id)));
    expect(await marked(id)).to.be.greaterThan(0);
    const { act } = recountUses(one);
    expect(await act({ id }, run)).to.deep.equal({ recounted: 1 });
    expect(await stored(id)).to.deep.equal([60, 50]);
    expect(await marked(id)).to.equal(0);

    await other.uses.add(id, { by: 5 });
    // As after a crash: the tool is written, the shards are not done with.
    const { settle, total } = await one.uses.recount(id);
    expect(total).to.equal(65);
    await database().doc(`tools/${id}`).update({ uses: 65 });
    await Promise.all([act({ id }, run), act({ id }, run)]);
    await settle();
    expect(await stored(id)).to.deep.equal([65, 50]);
    expect([await marked(id), await one.uses.total(id)]).to.deep.equal([0, 65]);
  });

  it("leaves what is added at the same moment to the next one, and additions lose nothing to it", async () => {
    const id = await aStoredTool();
    const { uses } = parts();
    await uses.add(id);
    const { settle } = await uses.recount(id);
    await uses.add(id);
    await settle();
    expect(await marked(id), "it was added to meanwhile").to.equal(1);
    await recountUses(parts()).act({ id }, run);
    await uses.add(id, { by: 3 });
    expect([await marked(id), await uses.total(id)]).to.deep.equal([1, 5]);
  });

  it("puts a count right that was written wrongly, and takes each tool of a page once", async () => {
    const ids = await Promise.all([1, 2, 3].map(aStoredTool));
    await Promise.all(ids.map((id) => database().doc(`tools/${id}`).update({ uses: 999 })));
    const added = ids.flatMap((id) => [parts(), parts(), parts()].map(({ uses }) => uses.add(id)));
    await Promise.all(added);
    const { process } = jobBench(server(), toTimestamp(run.slot));
    const runner = process(recountUses(parts()));
    await runner.called("tool-lifecycle", undefined);
    expect(await Promise.all(ids.map(stored))).to.deep.equal(Array(3).fill([3, 500]));
    expect((await runner.called("tool-lifecycle", undefined)).counts).to.deep.equal({});
  });
});
