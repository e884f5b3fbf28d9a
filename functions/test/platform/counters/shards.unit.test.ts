import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { added, outcomeOf, type SeenShard } from "../../../src/platform/counters/shards.js";

const version = (n: number): Timestamp => Timestamp.fromMillis(n);
const aShard = (values: Partial<SeenShard> = {}): SeenShard => ({
  number: 3,
  count: 7,
  commits: ["a.1", "a.2"],
  version: version(1),
  ...values,
});

describe("a commit to a shard whose outcome is not known", () => {
  const before = aShard();
  const written = (commits: string[]) => aShard({ commits, version: version(2) });

  it("has landed if the shard names it, also below others'", () => {
    expect(outcomeOf("b.1", before, written(["a.1", "a.2", "b.1"]))).to.equal("landed");
    expect(outcomeOf("b.1", before, written(["a.1", "a.2", "b.1", "c.1"]))).to.equal("landed");
  });

  it("has lost if another commit came instead", () => {
    expect(outcomeOf("b.1", before, written(["a.1", "a.2", "c.1"]))).to.equal("lost");
    const none = aShard({ count: 0, commits: [], version: undefined });
    expect(outcomeOf("b.1", none, written(["c.1"]))).to.equal("lost");
  });

  it("may still land while the shard is as it was", () => {
    expect(outcomeOf("b.1", before, before)).to.equal("unchanged");
    const none = aShard({ count: 0, commits: [], version: undefined });
    expect(outcomeOf("b.1", none, none)).to.equal("unchanged");
  });

  it("is unknown if so much came since that it might have been named and forgotten", () => {
    let now = before;
    for (let n = 0; n < 20; n++)
      now = { ...added(now, { by: 1, commit: `c.${n}` }), version: version(n + 2) };
    expect(now.count).to.equal(27);
    expect(now.commits).to.have.length(16);
    expect(outcomeOf("b.1", before, now)).to.equal("unknown");
  });

  it("has lost if a recount has settled the shard meanwhile", () => {
    expect(outcomeOf("b.1", before, aShard({ version: version(2) }))).to.equal("lost");
  });
});

describe("an addition to a shard", () => {
  it("marks it for recounts, since the first one that none has seen", () => {
    const once = added(aShard(), { by: 2, commit: "b.1", markedAt: 100 });
    expect(once).to.deep.include({ count: 9, commits: ["a.1", "a.2", "b.1"], changedAt: 100 });
    expect(added(once, { by: 1, commit: "b.2", markedAt: 200 })).to.include({ count: 10, changedAt: 100 });
    expect(added(aShard(), { by: 1, commit: "b.1" })).not.to.have.property("changedAt");
  });
});
