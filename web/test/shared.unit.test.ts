import { applyPatch } from "@firecast/contract/stateTree";
import { expect } from "chai";
import { partsOf } from "../src/documents/partsOf.js";
import { openAt, pathsOf, planOf, sitesOf, warmthOf, withHeat } from "../src/issues/plan.js";
import { addressOfGoogle, tokenIn } from "../src/auth/google.js";
import { createTally } from "../src/chaos/tally.js";
import { chaosNetwork } from "../src/chaos/network.js";
import { bucketsOf, samplesIn, sumOf } from "../src/operations/metrics.js";
import { byDay } from "../src/calendar/days.js";
import { readable } from "../src/text/readable.js";
import { inverseOf, optionKey, pollOf } from "../src/tools/poll.js";

describe("A poll", () => {
  it("is what a tool's state says of it, and leaves the rest alone", () => {
    expect(pollOf({ question: 7, votes: { tea: 2, coffee: "many", water: 1 } })).to.deep.equal({
      question: "",
      options: [
        { name: "tea", votes: 2 },
        { name: "water", votes: 1 },
      ],
      total: 3,
    });
  });

  it("keeps an option's name in one key", () => {
    expect(optionKey(" v1.2 beta ")).to.equal("votes.v1 2 beta");
  });

  it("is as it was once a change is undone", () => {
    const state = { question: "Tea?", votes: { tea: 1 } };
    const patch = { question: "Coffee?", "votes.coffee": 1, "votes.tea": null };
    expect(applyPatch(applyPatch(state, patch), inverseOf(patch, state))).to.deep.equal(state);
  });
});

describe("A drawn plan", () => {
  it("has all places on it, north at the top", () => {
    const [north, south] = [
      { lat: 48.152, lng: 11.58 },
      { lat: 48.15, lng: 11.581 },
    ];
    const plan = planOf([north, south]);
    for (const { x, y } of [north, south].map(plan.placeOf)) {
      expect(x).to.be.within(0, plan.width);
      expect(y).to.be.within(0, plan.height);
    }
    expect(plan.placeOf(north).y).to.be.below(plan.placeOf(south).y);
  });

  it("joins all places by the shortest paths", () => {
    const [a, b, c] = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 4, y: 0 },
    ];
    expect(pathsOf([a, b, c])).to.deep.equal([
      [a, c],
      [c, b],
    ]);
    expect(pathsOf([])).to.deep.equal([]);
  });

  it("shows the campuses of an organization, and the buildings of a chosen one", () => {
    const at = "2026-03-01T10:00:00.000Z";
    const place = { organizationId: "hill", position: { lat: 1, lng: 1 }, createdAt: at };
    const places = {
      campuses: [{ ...place, id: "park", name: "Park" }],
      buildings: [{ ...place, campusId: "park", id: "b1", name: "Canteen" }],
    };
    const heat = {
      at,
      campuses: [{ campusId: "park", intensity: 3, open: 2 }],
      buildings: [{ buildingId: "b1", intensity: 2, open: 1 }],
      cells: [],
    };
    const shown = (campus?: string) =>
      sitesOf(places, campus).map(({ id, name }) => [name, openAt(heat, campus).get(id)]);
    expect(shown()).to.deep.equal([["Park", 2]]);
    expect(shown("park")).to.deep.equal([["Canteen", 1]]);
  });

  it("takes what has changed, and forgets what is cold", () => {
    const at = "2026-03-01T10:00:00.000Z";
    const cell = (name: string, intensity: number) => ({ cell: name, lat: 1, lng: 1, intensity, open: 1 });
    const known = { at, campuses: [], buildings: [], cells: [cell("01", 2), cell("02", 1)] };
    const change = { ...known, cells: [cell("01", 0), cell("03", 5)], full: false };
    expect(withHeat(known, change).cells).to.deep.equal([cell("02", 1), cell("03", 5)]);
    expect([0, 2.5, 5].map((intensity) => warmthOf({ intensity }, 5))).to.deep.equal([0, 2, 4]);
  });
});

describe("A document with others' cursors", () => {
  it("is cut where they stand, also beyond the end of what is shown", () => {
    expect(partsOf("Hello", { bob: { position: 9 }, alice: { position: 2 } })).to.deep.equal([
      { type: "text", text: "He" },
      { type: "caret", uid: "alice" },
      { type: "text", text: "llo" },
      { type: "caret", uid: "bob" },
      { type: "text", text: "" },
    ]);
  });
});

describe("Metrics", () => {
  const text = [
    "# HELP firecast_deliveries_total Events written to streams.",
    'firecast_deliveries_total{instance="a"} 3',
    'firecast_deliveries_total{instance="b"} 4.5',
    'firecast_latency_seconds_bucket{part="bus",le="0.01",instance="a"} 2',
    'firecast_latency_seconds_bucket{part="bus",le="0.01",instance="b"} 1',
    'firecast_latency_seconds_bucket{part="bus",le="+Inf",instance="a"} 5',
    'firecast_latency_seconds_bucket{part="bus",le="+Inf",instance="b"} 1',
    'firecast_latency_seconds_bucket{part="write",le="+Inf",instance="b"} 9',
  ].join("\n");

  it("are summed over instances, histograms bucket by bucket", () => {
    const samples = samplesIn(text);
    expect(sumOf(samples, "firecast_deliveries_total")).to.equal(7.5);
    expect(bucketsOf(samples, "firecast_latency_seconds", "bus")).to.deep.equal([
      { atMost: 0.01, count: 3 },
      { atMost: Infinity, count: 3 },
    ]);
  });
});

describe("An agenda", () => {
  it("has each day once, in its order", () => {
    const events = ["01T09", "01T10", "02T09"].map((at) => ({ startsAt: `2026-03-${at}:00:00.000Z` }));
    const days = byDay(events, (at) => at.slice(0, 10));
    expect(days.map(({ events }) => events.length)).to.deep.equal([2, 1]);
  });
});

describe("The chaos menu", () => {
  it("counts as missed what is not there though a later one is, and what came twice", () => {
    const tally = createTally();
    tally.sent("a", 1);
    tally.sent("b", 2);
    tally.sent("c", 3);
    tally.seen("a", 1);
    expect(tally.now()).to.deep.equal({ sent: 3, seen: 1, missed: 0, doubled: 0 });
    tally.seen("c", 3);
    tally.seen("c", 3);
    expect(tally.now()).to.deep.equal({ sent: 3, seen: 2, missed: 1, doubled: 1 });
  });

  it("loses whole frames of a stream, never its beginning, and cuts it", async () => {
    let fetch = globalThis.fetch;
    const frames = ["event: connected\ndata: {}\n\nda", "ta: 1\n\ndata: 2\n\n"];
    const body = (): ReadableStream<Uint8Array> =>
      new ReadableStream({
        start: (controller) => {
          for (const frame of frames) controller.enqueue(new TextEncoder().encode(frame));
        },
      });
    const headers = { "Content-Type": "text/event-stream" };
    const lost = [true, false];
    const network = chaosNetwork(
      () => Promise.resolve(new Response(body(), { headers })),
      (next) => (fetch = next),
      () => (lost.shift() ? 0 : 1),
    );
    network.set({ lostPercent: 50 });
    const reader = (await fetch("http://localhost/")).body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).to.equal("event: connected\ndata: {}\n\n");
    expect((await reader?.read())?.value).to.equal("data: 2\n\n");
    network.cut();
    const end = await reader?.read().catch((error: unknown) => error);
    expect(end).to.be.an.instanceof(TypeError);
    expect(network.open).to.equal(0);
  });
});

describe("A sign-in with Google", () => {
  const errand = { state: "s1", nonce: "n1" };
  const tokenOf = (claims: object): string =>
    ["", Buffer.from(JSON.stringify(claims)).toString("base64url"), ""].join(".");

  it("goes to Google with what has to come back", () => {
    const { origin, searchParams } = new URL(addressOfGoogle("c1", "https://app.example/sign-in", errand));
    expect(origin).to.equal("https://accounts.google.com");
    expect(Object.fromEntries(searchParams)).to.deep.include({
      ...{ client_id: "c1", redirect_uri: "https://app.example/sign-in", state: "s1", nonce: "n1" },
      ...{ response_type: "id_token" },
    });
  });

  it("takes the token of its own errand alone", () => {
    const token = tokenOf({ nonce: "n1", name: "Zoë" });
    expect(tokenIn(`#state=s1&id_token=${token}`, errand)).to.equal(token);
    for (const fragment of [
      `#state=s2&id_token=${token}`,
      `#state=s1&id_token=${tokenOf({ nonce: "n2" })}`,
      "#state=s1&id_token=nothing",
      "#state=s1&error=access_denied",
      "",
    ])
      expect(tokenIn(fragment, errand), fragment).to.equal(undefined);
    expect(tokenIn(`#state=s1&id_token=${token}`, undefined)).to.equal(undefined);
  });
});

describe("A name in a line with others", () => {
  it("turns no text around it, and has no more marks on a letter than languages do", () => {
    expect(readable("\u202eBob\u202c \u2066x\u2069")).to.equal("Bob x");
    expect(readable(`a${"\u0301".repeat(500)}b`)).to.equal(`a${"\u0301".repeat(4)}b`);
  });

  it("stays as it is in any language", () => {
    for (const name of ["Ngô Bảo Châu", "עֲבֹדָה", "हिन्दी", "<b>Zoë</b>", "👩🏽‍🚀"])
      expect(readable(name)).to.equal(name);
  });
});
