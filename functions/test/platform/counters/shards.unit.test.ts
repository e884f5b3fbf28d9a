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

  const after = (commits: readonly string[], from: SeenShard = before) =>
    commits.reduce(
      (shard, name, n) => ({ ...added(shard, { by: 1, commit: name }), version: version(n + 2) }),
      from,
    );
  const commits = (count: number, name: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => name(n));

  it("has landed or lost however often the same writers committed since", () => {
    const others = commits(1000, (n) => `${n % 2 ? "a" : "c"}.${n + 3}`);
    expect(outcomeOf("b.1", before, after(others))).to.equal("lost");
    expect(outcomeOf("b.1", before, after(["b.1", ...others]))).to.equal("landed");
    expect(after(others).commits).to.deep.equal(["c.1001", "a.1002"]);
    expect(after(others).count).to.equal(1007);
  });

  it("has landed or lost if fewer than 100 writers came since", () => {
    const full = after(commits(200, (n) => `old${n}.1`));
    const others = commits(99, (n) => `c${n}.1`);
    expect(outcomeOf("b.1", full, after(others, full))).to.equal("lost");
    expect(outcomeOf("b.1", full, after(["b.1", ...others], full))).to.equal("landed");
  });

  it("is unknown if so many came since that it might have been named and forgotten", () => {
    const now = after(["b.1", ...commits(100, (n) => `c${n}.1`)]);
    expect(now.commits).to.have.length(100);
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
