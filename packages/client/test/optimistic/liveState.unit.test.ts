import { expect } from "chai";
import fc from "fast-check";
import { type Change, createLiveState } from "../../src/optimistic/liveState.js";
import type { Fetching } from "../../src/optimistic/journal.js";

type Rows = Readonly<Record<string, number>>;
interface Event {
  seq: number;
  idempotencyKey?: string;
  row: string;
  value: number | undefined;
}

const put =
  ({ row, value }: Pick<Event, "row" | "value">): Change<Rows> =>
  ({ [row]: _, ...others }) =>
    value === undefined ? others : { ...others, [row]: value };

const live = (refetch?: () => void) =>
  createLiveState<Rows, Event>({
    initial: {},
    reduce: (rows, event) => put(event)(rows),
    ...(refetch && { refetch }),
  });

describe("a live state", () => {
  it("shows an operation at once, and once: its event takes its place in the same turn", () => {
    const state = live();
    const shown: Rows[] = [];
    state.subscribe(() => shown.push(state.get()));
    state.begin({ key: "k1", apply: put({ row: "a", value: 1 }) });
    state.receive({ seq: 1, idempotencyKey: "k1", row: "a", value: 1 });
    state.answered("k1", { seq: 1 });
    expect(shown).to.deep.equal([{ a: 1 }, { a: 1 }]);
    expect(state.base()).to.deep.equal({ a: 1 });
  });

  it("keeps an answered operation on top of earlier events of others", () => {
    const state = live();
    state.begin({ key: "k1", apply: put({ row: "a", value: 2 }) });
    state.answered("k1", { seq: 2 });
    state.receive({ seq: 1, row: "a", value: 1 });
    expect([state.get(), state.base()]).to.deep.equal([{ a: 2 }, { a: 1 }]);
    state.receive({ seq: 2, row: "a", value: 2 }); // without its key: an older server
    state.receive({ seq: 3, row: "a", value: 3 });
    expect(state.get()).to.deep.equal({ a: 3 });
  });

  it("rolls a refused operation back, and leaves those after it", () => {
    const state = live();
    state.receive({ seq: 1, row: "a", value: 1 });
    state.begin({ key: "k1", apply: put({ row: "a", value: undefined }) });
    state.begin({ key: "k2", apply: put({ row: "b", value: 5 }) });
    expect(state.get()).to.deep.equal({ b: 5 });
    state.refused("k1");
    expect(state.get()).to.deep.equal({ a: 1, b: 5 });
  });

  it("does not let a fetch undo a newer event, nor one that began before a reset count", () => {
    const state = live();
    const early = state.fetching();
    state.receive({ seq: 1, row: "a", value: 1 });
    expect(early.land(() => ({}))).to.equal(true);
    expect(state.get()).to.deep.equal({ a: 1 });
    const before = state.fetching();
    state.reset(4);
    expect(before.land(() => ({ a: 1, old: 1 }))).to.equal(false);
    state.fetching().land(() => ({ a: 4 }));
    expect(state.get()).to.deep.equal({ a: 4 });
  });

  it("adds a part that is loaded later, as events have changed it since", () => {
    const state = live();
    state.receive({ seq: 1, row: "new", value: 1 });
    const older = state.fetching({ part: true });
    state.receive({ seq: 2, row: "old", value: undefined });
    older.land((rows) => ({ old: 1, older: 1, ...rows }));
    expect(state.get()).to.deep.equal({ older: 1, new: 1 });
  });

  it("asks for a fetch where a reset may have swallowed an operation's event", () => {
    let refetched = 0;
    const state = live(() => refetched++);
    state.begin({ key: "k1", apply: put({ row: "a", value: 1 }) });
    state.reset(1);
    state.fetching().land(() => ({ a: 1 }));
    state.answered("k1");
    expect(refetched).to.equal(1);
    state.fetching().land(() => ({ a: 7 }));
    expect(state.get()).to.deep.equal({ a: 7 });
  });

  it("ends as the server, however fetches, events, writes, refusals and resets interleave", () => {
    const step = fc.record({
      act: fc.constantFrom(
        "write",
        "foreign",
        "serve",
        "serve",
        "answer",
        "event",
        "event",
        "cut",
        "fetch",
        "read",
        "land",
      ),
      row: fc.constantFrom("a", "b", "c"),
      value: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      refuse: fc.boolean(),
      pick: fc.nat(3),
      /** What an answer says of its event, and whether events say their request. */
      says: fc.constantFrom("seq", "key", "both"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = createWorld();
        for (const one of steps) world.step(one);
        world.settle();
        expect(world.state.get()).to.deep.equal(world.server());
        expect(world.state.base()).to.deep.equal(world.server());
      }),
      { numRuns: 500 },
    );
  });
});

interface Step {
  act: string;
  row: string;
  value: number | undefined;
  refuse: boolean;
  pick: number;
  says: string;
}

/** A server whose requests, answers, events and reads are each under way for as long as the test likes. */
function createWorld() {
  let rows: Rows = {};
  let seq = 0;
  let written = 0;
  const requests: (Step & { key: string })[] = [];
  const answers: (() => void)[] = [];
  let events: Event[] = [];
  const fetches: { fetching: Fetching<Rows>; read?: Rows }[] = [];
  const fetch = () => fetches.push({ fetching: state.fetching() });
  const state = live(fetch);
  const take = <T>(list: T[], at: number): T | undefined => list.splice(at % Math.max(1, list.length), 1)[0];

  function commit({ row, value, says }: Step, key?: string): number {
    rows = put({ row, value })(rows);
    seq++;
    events.push({ seq, row, value, ...(key !== undefined && says !== "seq" && { idempotencyKey: key }) });
    return seq;
  }
  function serve(): void {
    const request = requests.shift();
    if (!request) return;
    if (request.refuse) return void answers.push(() => state.refused(request.key));
    const at = commit(request, request.key);
    answers.push(() => state.answered(request.key, request.says === "key" ? {} : { seq: at }));
  }
  function land(at: number): void {
    const fetch = take(fetches, at);
    if (!fetch) return;
    const read = fetch.read ?? rows;
    fetch.fetching.land(() => read);
  }
  const acts: Record<string, (step: Step) => void> = {
    write: (step) => {
      const key = `k${++written}`;
      requests.push({ ...step, key });
      state.begin({ key, apply: put(step) });
    },
    foreign: (step) => void commit(step),
    serve,
    answer: ({ pick }) => take(answers, pick)?.(),
    event: () => {
      const event = events.shift();
      if (event) state.receive(event);
    },
    cut: () => {
      if (events.length === 0) return;
      events = [];
      state.reset(seq);
      fetch();
    },
    fetch: () => void fetch(),
    read: ({ pick }) => {
      const fetch = fetches[pick % Math.max(1, fetches.length)];
      if (fetch) fetch.read ??= rows;
    },
    land: ({ pick }) => land(pick),
  };
  return {
    state,
    server: () => rows,
    step: (step: Step) => acts[step.act]?.(step),
    settle: () => {
      while (requests.length > 0) serve();
      while (answers.length > 0) answers.shift()?.();
      for (const event of events) state.receive(event);
      events = [];
      while (fetches.length > 0) land(0);
    },
  };
}
