import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect } from "chai";
import fc from "fast-check";
import type { RealtimeEvent } from "@firecast/client";
import { applyStrategy, type CacheStrategy } from "@firecast/react";
import { liveQueries } from "@firecast/react/query";

const event = (type: string, data: unknown): RealtimeEvent => ({
  id: "e1",
  channel: "horses",
  type,
  at: "2026-01-01T00:00:00.000Z",
  data,
});
const horses: CacheStrategy[] = [
  { entity: "horses", updateType: "merge", queryKey: ["horses"] },
  { entity: "stalls", updateType: "append", queryKey: ["horses"], transform: ({ data }) => data },
];

/** A query whose fetches land when the test says so. */
function aQuery(strategies = horses) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const queries = liveQueries(client, strategies);
  queries.start();
  const landings: ((data: unknown) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ["horses"],
    queryFn: () => new Promise((resolve) => landings.push(resolve)),
  });
  observer.subscribe(() => undefined);
  return {
    client,
    queries,
    refetch: () => void observer.refetch({ cancelRefetch: true }),
    land: async (data: unknown) => {
      landings.shift()?.(data);
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
    data: () => client.getQueryData(["horses"]),
    /** That are under way. */
    fetches: () => client.isFetching(),
  };
}

describe("what React Query has cached", () => {
  it("is changed by events as the strategy says", () => {
    const list = [{ id: "a", n: 1 }, { id: "b" }];
    const change = { id: "a", x: 2 };
    expect(applyStrategy(list, change, "merge")).to.deep.equal([{ id: "a", n: 1, x: 2 }, { id: "b" }]);
    expect(applyStrategy(list, change, "replace")).to.deep.equal([change, { id: "b" }]);
    expect(applyStrategy(list, { id: "c" }, "append")).to.deep.equal([...list, { id: "c" }]);
    expect(applyStrategy(list, change, "append")).to.deep.equal([change, { id: "b" }]);
    expect(applyStrategy(list, { id: "a" }, "remove")).to.deep.equal([{ id: "b" }]);
    expect(applyStrategy({ id: "a", n: 1 }, change, "merge")).to.deep.equal({ id: "a", n: 1, x: 2 });
  });

  it("stays the same object where an event changes nothing, and is never made from an event", () => {
    const list = [{ id: "a", version: 3 }];
    expect(applyStrategy(list, { id: "b" }, "merge")).to.equal(list);
    expect(applyStrategy(list, { id: "b" }, "remove")).to.equal(list);
    expect(applyStrategy(undefined, { id: "b" }, "append")).to.equal(undefined);
    expect(applyStrategy({ id: "a" }, { id: "b" }, "replace")).to.deep.equal({ id: "a" });
    expect(applyStrategy(list, { id: "a", version: 2, old: true }, "merge")).to.deep.equal(list);
  });

  it("takes nothing of another row: what was removed, counted or summed up under the same key stays as it is", () => {
    const horse = { id: "a", name: "Ada" };
    for (const cached of [null, 5, "five", { total: 5 }])
      for (const updateType of ["merge", "append", "remove"] as const)
        expect(applyStrategy(cached, horse, updateType), updateType).to.equal(cached);
    expect(applyStrategy(applyStrategy(horse, horse, "remove"), { id: "b" }, "merge")).to.equal(null);
    expect(applyStrategy({ total: 5 }, { total: 6 }, "merge")).to.deep.equal({ total: 6 });
    expect(applyStrategy(5, 6, "replace")).to.equal(6);
    expect(applyStrategy(null, horse, "replace")).to.equal(horse);
  });

  it("knows pages of the API and of infinite queries", () => {
    const cached = {
      pages: [
        { items: [{ id: "a" }], nextCursor: "c" },
        { items: [{ id: "b" }], nextCursor: null },
      ],
      pageParams: [null, "c"],
    };
    expect(applyStrategy(cached, { id: "a", n: 1 }, "merge")).to.deep.equal({
      ...cached,
      pages: [{ items: [{ id: "a", n: 1 }], nextCursor: "c" }, cached.pages[1]],
    });
    expect(applyStrategy(cached, { id: "d" }, "append")).to.deep.equal({
      ...cached,
      pages: [cached.pages[0], { items: [{ id: "b" }, { id: "d" }], nextCursor: null }],
    });
    expect(applyStrategy(cached, { id: "d" }, "merge")).to.equal(cached);
  });

  it("keeps an event that came while a fetch was under way, and takes what a later fetch brings", async () => {
    const { queries, refetch, land, data } = aQuery();
    await land([{ id: "a", n: 1 }]);
    refetch();
    queries.receive(event("horses:updated", { id: "a", n: 2 }));
    await land([{ id: "a", n: 1 }]);
    expect(data()).to.deep.equal([{ id: "a", n: 2 }]);
    refetch();
    await land([{ id: "a", n: 3 }]);
    expect(data()).to.deep.equal([{ id: "a", n: 3 }]);
  });

  it("takes a failed mutation back, and nothing that came meanwhile", async () => {
    const { client, queries, refetch, land, data } = aQuery();
    await land([{ id: "a", n: 1 }, { id: "b" }]);
    const rename = queries.mutation<string>({
      queryKey: ["horses"],
      apply: (rows, name) => applyStrategy(rows, { id: "a", name }, "merge"),
    });
    const [failing, working] = [rename.onMutate("Eve"), rename.onMutate("Ida")];
    expect(data()).to.deep.equal([{ id: "a", n: 1, name: "Ida" }, { id: "b" }]);
    refetch();
    queries.receive(event("horses:updated", { id: "b", n: 5 }));
    await land([{ id: "a", n: 2 }, { id: "b" }]);
    rename.onSuccess({}, "Ida", working);
    rename.onError(new Error("no"), "Eve", failing);
    expect(data()).to.deep.equal([
      { id: "a", n: 2, name: "Ida" },
      { id: "b", n: 5 },
    ]);
    client.setQueryData(["horses"], [{ id: "own" }]);
    queries.receive(event("stalls:created", { id: "s1" }));
    expect(data()).to.deep.equal([{ id: "own" }, { id: "s1" }]);
  });

  it("is changed by one type of event alone, where the strategy names that", async () => {
    const { queries, land, data } = aQuery([
      { entity: "horses", updateType: "merge", queryKey: ["horses"] },
      { entity: "horses:deleted", updateType: "remove", queryKey: ["horses"] },
    ]);
    await land([{ id: "a" }, { id: "b" }]);
    queries.receive(event("horses:renamed", { id: "a", name: "Ada" }));
    queries.receive(event("horses:deleted", { id: "b" }));
    expect(data()).to.deep.equal([{ id: "a", name: "Ada" }]);
  });

  it("is fetched again where events may be missing", async () => {
    const { queries, land, data } = aQuery();
    await land([{ id: "a" }]);
    queries.refetch();
    await new Promise((resolve) => setTimeout(resolve, 0)); // it begins in a turn of its own
    await land([{ id: "a" }, { id: "missed" }]);
    expect(data()).to.deep.equal([{ id: "a" }, { id: "missed" }]);
  });

  it("ends as the server, however fetches, events, mutations and refusals interleave", async () => {
    const act = fc.record({
      what: fc.constantFrom("put", "drop", "hear", "refetch", "land", "rename", "commit", "answer", "refuse"),
      id: fc.constantFrom("a", "b", "c"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        const server = aServer();
        const { client, queries, refetch, land, data, fetches } = aQuery(byDeeds);
        const rename = queries.mutation<string>({
          queryKey: ["horses"],
          apply: (rows, id) => applyStrategy(rows, { id, n: `renamed ${id}` }, "merge"),
        });
        const writes: { id: string; key: string; isCommitted: boolean }[] = [];
        const commit = (write: (typeof writes)[number]): void => {
          if (!write.isCommitted && server.has(write.id)) server.put(write.id, `renamed ${write.id}`);
          write.isCommitted = true;
        };
        const hear = (): void => {
          const told = server.told.shift();
          if (told) queries.receive(told);
        };
        const answer = (write: (typeof writes)[number]): void => {
          commit(write);
          rename.onSuccess({}, write.id, write.key);
        };
        await land(server.rows());
        for (const { what, id } of acts) {
          if (what === "put") server.put(id);
          if (what === "drop") server.drop(id);
          if (what === "hear") hear();
          if (what === "refetch") refetch();
          if (what === "land") await land(server.rows());
          if (what === "rename") writes.push({ id, key: rename.onMutate(id), isCommitted: false });
          const [write] = writes;
          if (!write) continue;
          if (what === "commit") commit(write);
          if (what === "answer") answer(write);
          if (what === "refuse" && !write.isCommitted) rename.onError(new Error("no"), write.id, write.key);
          if (what === "answer" || (what === "refuse" && !write.isCommitted)) writes.shift();
        }
        for (const write of writes) answer(write);
        while (server.told.length > 0) hear();
        do await land(server.rows());
        while (fetches() > 0);
        expect(sorted(data())).to.deep.equal(sorted(server.rows()));
        client.clear();
      }),
      { numRuns: 60 },
    );
  });
});

/** Rows of `horses`, and what it tells of their changes. */
function aServer() {
  const rows = new Map<string, unknown>([["a", 0]]);
  const told: RealtimeEvent[] = [];
  let count = 0;
  return {
    told,
    has: (id: string) => rows.has(id),
    rows: () => [...rows].map(([id, n]) => ({ id, n })),
    put: (id: string, n: unknown = ++count) => {
      rows.set(id, n);
      told.push(event("put:row", { id, n }));
    },
    drop: (id: string) => {
      rows.delete(id);
      told.push(event("drop:row", { id }));
    },
  };
}

const byDeeds: CacheStrategy[] = [
  { entity: "put", updateType: "append", queryKey: ["horses"] },
  { entity: "drop", updateType: "remove", queryKey: ["horses"] },
];

const sorted = (rows: unknown) =>
  (rows as { id: string }[]).toSorted((one, other) => (one.id < other.id ? -1 : 1));
