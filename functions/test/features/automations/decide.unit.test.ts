import { expect } from "chai";
import fc from "fast-check";
import { maxRules, type Automation, type Condition } from "@firecast/contract/automations/rules";
import {
  noRules,
  requireRoom,
  waitingFor,
  withoutRule,
  withRule,
} from "../../../src/features/automations/rules/awaited.js";
import { holds } from "../../../src/features/automations/rules/conditions.js";
import {
  decideFiring,
  maxDepth,
  maxFiringsAnHour,
} from "../../../src/features/automations/rules/decideFiring.js";
import { retryAfter } from "../../../src/features/automations/firings/retry.js";
import { hours, minutes } from "../../../src/platform/clock.js";

describe("whether a rule fires", () => {
  const at = Date.parse("2026-03-01T12:00:00.000Z");

  it("is decided by how many rules have caused one another: three in a row, and no fourth", () => {
    const outcomes = [0, 1, 2, 3, 4].map((depth) => decideFiring({ depth, recent: [], now: at }).type);
    expect(outcomes).to.deep.equal(["fire", "fire", "fire", "cut", "cut"]);
    expect(maxDepth).to.equal(3);
  });

  it("never lets a rule fire more than 60 times within any hour", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: minutes(10) }), { minLength: 100, maxLength: 400 });
    fc.assert(
      fc.property(gaps, (between) => {
        let [now, recent]: [number, readonly number[]] = [at, []];
        const fired: number[] = [];
        for (const gap of between) {
          now += gap;
          const decision = decideFiring({ depth: 0, recent, now });
          if (decision.type === "cut") continue;
          recent = decision.recent;
          fired.push(now);
        }
        for (const [index, last] of fired.entries()) {
          const first = fired[index - maxFiringsAnHour];
          if (first !== undefined) expect(last - first).to.be.at.least(hours(1));
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("lets a rule of every minute fire every minute, and says when one that was cut may fire again", () => {
    let recent: readonly number[] = [];
    for (let minute = 0; minute < 200; minute++) {
      const decision = decideFiring({ depth: 0, recent, now: at + minutes(minute) });
      if (decision.type === "cut") throw new Error(`cut after ${minute} minutes`);
      recent = decision.recent;
    }
    const burst = Array.from({ length: 60 }, (_, index) => at + index);
    expect(decideFiring({ depth: 0, recent: burst, now: at + 100 })).to.deep.equal({
      type: "cut",
      reason: "rate",
      until: at + hours(1),
    });
  });

  const condition = (is: Condition["is"], value: string | number, fact = "a.b"): Condition => ({
    fact,
    is,
    value,
  });
  const table: [Condition, string | number, boolean][] = [
    [condition("equal", "Poll"), "POLL", true],
    [condition("equal", "poll"), "polls", false],
    [condition("not_equal", "poll"), "polls", true],
    [condition("equal", 7), 7, true],
    [condition("equal", 7), "7", false],
    [condition("containing", "oL"), "Poll", true],
    [condition("not_containing", "x"), "Poll", true],
    [condition("at_least", 7), 7, true],
    [condition("at_least", 8), 7, false],
    [condition("at_most", 7), 8, false],
    [condition("at_least", 1), "7", false],
    [condition("not_equal", "x", "unknown.fact"), "y", false],
    [condition("not_containing", "x", "constructor.name"), "y", false],
  ];
  it("is decided by conditions, of which none holds for what is not known", () => {
    expect(table.map(([one, known]) => holds(one, { "a.b": known }))).to.deep.equal(
      table.map(([, , is]) => is),
    );
  });
});

describe("what the rules of a space wait for", () => {
  const rule = (change: Partial<Automation> = {}): Automation => ({
    id: "r1",
    spaceId: "lobby",
    name: "Help",
    trigger: { type: "event", event: "message_posted", match: { words: ["help"] } },
    conditions: [],
    actions: [],
    enabled: true,
    authorId: "alice",
    createdAt: "2026-03-01T12:00:00.000Z",
    updatedAt: "2026-03-01T12:00:00.000Z",
    ...change,
  });
  const ids = (awaited: typeof noRules, event = "message_posted") =>
    waitingFor(awaited, event).map(([id]) => id);

  it("is known without looking at any of them: of those that are on, by what happens", () => {
    const two = withRule(withRule(noRules, rule(), { isNew: true }), rule({ id: "r2" }), { isNew: true });
    expect([two.rules, ids(two), ids(two, "member_joined")]).to.deep.equal([2, ["r1", "r2"], []]);
    expect(ids(withRule(two, rule({ enabled: false })))).to.deep.equal(["r2"]);
    const at = "2026-03-01T12:00:00.000Z";
    expect(ids(withRule(two, rule({ suspended: { reason: "keeps_failing", at } })))).to.deep.equal(["r2"]);
    expect(
      ids(withRule(two, rule({ trigger: { type: "cron", cron: "* * * * *", timeZone: "UTC" } }))),
    ).to.deep.equal(["r2"]);
    const { authorId: _, ...nobodys } = rule();
    expect(ids(withRule(two, nobodys))).to.deep.equal(["r2"]);
    expect([withoutRule(two, "r1").rules, ids(withoutRule(two, "r1"))]).to.deep.equal([1, ["r2"]]);
  });

  it("fits into one document: 500 rules that compare what rules usually do, or less that compare all they may", () => {
    const many = (words: readonly string[]) => {
      const waiting = Array.from({ length: maxRules }, (_, at) => [
        `rule${at}`,
        {
          trigger: { type: "event" as const, event: "message_posted", match: { words: [...words] } },
          conditions: [],
        },
      ]);
      return { rules: maxRules, waiting: Object.fromEntries(waiting) as (typeof noRules)["waiting"] };
    };
    requireRoom(many(["help", "how to", "broken"]));
    expect(() =>
      requireRoom(many(Array.from({ length: 10 }, () => "ß".repeat(60) + "東".repeat(60)))),
    ).to.throw("compare too many texts");
  });

  it("is tried again after 1, 2, 4, 8 and 16 minutes", () => {
    expect([1, 2, 3, 4, 5, 6].map(retryAfter)).to.deep.equal(
      [1, 2, 4, 8, 16].map(minutes).concat(undefined as never),
    );
  });
});
