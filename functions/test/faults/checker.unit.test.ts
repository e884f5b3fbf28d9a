import { expect } from "chai";
import fc from "fast-check";
import { type Bounds, check, rules } from "./checker.js";
import { countRecords, type HistoryRecord } from "./history.js";
import { logCorruptions } from "./logCorruptions.js";
import { outcomes, play, revocationMs, type Step, subscriptions } from "./model.js";
import { streamCorruptions } from "./streamCorruptions.js";

const watchers = Object.keys(subscriptions);
const channels = ["a", "b"];
const corruptions = [...streamCorruptions, ...logCorruptions];

const channel = fc.constantFrom(...channels);
const watcher = fc.constantFrom(...watchers);
const count = fc.integer({ min: 1, max: 4 });
const outcome = fc.constantFrom(...outcomes);
const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("post"), channel, outcome }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("deliver"), watcher, count }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("kill"), watcher }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("connect"), watcher }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("revoke"), watcher, channel }) },
);

const toEverybody = (type: "connect" | "kill"): Step[] => watchers.map((watcher) => ({ type, watcher }));
const deliver = (count: number): Step[] => watchers.map((watcher) => ({ type: "deliver", watcher, count }));
const everyPost = outcomes.flatMap((outcome) =>
  channels.map((channel): Step => ({ type: "post", channel, outcome })),
);

/** Before and after the generated steps, so that each history has a place for each corruption. */
const opening: Step[] = [...everyPost, ...toEverybody("connect"), ...everyPost, ...deliver(3)];
const closing: Step[] = [
  ...everyPost,
  { type: "revoke", watcher: "w3", channel: "a" },
  ...deliver(2),
  ...toEverybody("kill"),
  ...toEverybody("connect"),
  ...deliver(2),
  ...toEverybody("kill"),
  ...channels.map((channel): Step => ({ type: "post", channel, outcome: "accepted" })),
];

/** A log that holds everything, or one that displaces events and so makes resets necessary. */
const keeps = fc.constantFrom(6, 1000);
const log = fc.constantFrom("kept", "all");
const goodHistory = fc.record({ keeps, log, steps: fc.array(step, { maxLength: 40 }) }).map((given) => ({
  history: play([...opening, ...given.steps, ...closing], given.keeps, given.log),
  bounds: { revocationMs, historyOf: () => given.keeps },
}));

const rulesBroken = (history: readonly HistoryRecord[], bounds: Bounds): string[] =>
  [...new Set(check(history, bounds).map(({ rule }) => rule))].sort();

describe("fault-test checker", () => {
  it("finds nothing in a history without faults, whatever was killed, revoked or left unanswered", () => {
    fc.assert(
      fc.property(goodHistory, ({ history, bounds }) => {
        expect(check(history, bounds)).to.deep.equal([]);
      }),
    );
  });

  it("finds nothing either if the answers are written down after everything else", () => {
    const isAnswer = ({ type }: HistoryRecord) =>
      type === "accepted" || type === "attempted" || type === "refused";
    fc.assert(
      fc.property(goodHistory, ({ history, bounds }) => {
        const late = [...history.filter((record) => !isAnswer(record)), ...history.filter(isAnswer)];
        expect(check(late, bounds)).to.deep.equal([]);
      }),
    );
  });

  it("takes a log event that was read twice for one", () => {
    fc.assert(
      fc.property(goodHistory, ({ history, bounds }) => {
        const again = history.filter(({ type }) => type === "logged");
        expect(check([...history, ...again], bounds)).to.deep.equal([]);
      }),
    );
  });

  it("says which rule was broken, for whom and where", () => {
    const post = (seq: number) => ({ channel: "a", attemptId: `p${seq}`, messageId: `m${seq}`, seq, at: 0 });
    const event = (seq: number) => ({ ...post(seq), eventId: `e${seq}` });
    const on = { watcher: "w", connection: "c", at: 0 };
    const seqs = [1, 2, 3, 4];
    const history: HistoryRecord[] = [
      { type: "connected", ...on, channel: "a", start: "live", from: 0, head: 0 },
      ...seqs.map((seq) => ({ type: "accepted", ...post(seq) }) as const),
      ...[1, 3, 3].map((seq) => ({ type: "delivered", ...event(seq), ...on }) as const),
      ...seqs.map((seq) => ({ type: "logged", ...event(seq) }) as const),
    ];
    expect(check(history, { revocationMs })).to.deep.equal([
      { rule: "lost", channel: "a", watcher: "w", detail: "2 was skipped" },
      { rule: "lost", channel: "a", watcher: "w", detail: "4 never came" },
      { rule: "doubled", channel: "a", watcher: "w", detail: "seq 3, event e3, post p3 came again" },
    ]);
  });

  it("is tried on histories with every kind of record", () => {
    const history = play([...opening, ...closing], 6);
    expect(Object.values(countRecords(history)).every((count) => count > 0)).to.equal(true);
  });

  for (const { fault, breaks, of } of corruptions) {
    it(`reports ${breaks.join(" and ")} when ${fault}`, () => {
      fc.assert(
        fc.property(goodHistory, fc.nat(), ({ history, bounds }, place) => {
          const corrupted = of(history);
          fc.pre(corrupted.length > 0);
          expect(rulesBroken(corrupted[place % corrupted.length] ?? [], bounds)).to.deep.equal(
            [...breaks].sort(),
          );
        }),
      );
    });
  }

  it("has for every rule a corruption that breaks it alone", () => {
    const alone = corruptions.filter(({ breaks }) => breaks.length === 1).flatMap(({ breaks }) => breaks);
    expect([...new Set(alone)]).to.have.members(Object.keys(rules));
  });
});
