import { expect } from "chai";
import fc from "fast-check";
import { Timestamp } from "firebase-admin/firestore";
import { type Issue, type IssueStatus, issueStatuses, severities } from "@firecast/contract/issues/issues";
import { toTimestamp } from "../../../src/platform/clock.js";
import { Problem } from "../../../src/platform/problems.js";
import { setClock } from "../../support/setClock.js";
import { cellOf, distanceOf, finest, isIn, middleOf } from "../../../src/features/issues/heatmap/cells.js";
import { intensityAt, warmthOf } from "../../../src/features/issues/heatmap/heat.js";
import {
  assigned,
  changed,
  newIssue,
  reopened,
  resolved,
} from "../../../src/features/issues/rules/decide.js";
import { mostCategories, roomIn } from "../../../src/features/issues/rules/room.js";
import { moved, type Move, transitions } from "../../../src/features/issues/rules/transitions.js";
import { wordsOf } from "../../../src/features/issues/rules/words.js";
import {
  added,
  contributionOf,
  differenceOf,
  nothing,
} from "../../../src/features/issues/statistics/contribution.js";
import { statisticsOf } from "../../../src/features/issues/statistics/statisticsOf.js";

const start = Date.parse("2026-11-20T12:00:00Z");
const week = 7 * 24 * 3600 * 1000;
const buildings = ["hall", "library"].map((id) => ({
  id,
  campusId: id === "hall" ? "north" : "south",
  organizationId: "northside",
}));
const [hall] = buildings;
if (!hall) throw new Error("There are buildings.");

const anIssue = (severity: Issue["severity"] = "high", createdAt = start): Issue =>
  newIssue({ title: "Lift", description: "", category: "lift", severity, buildingId: "hall" }, hall, {
    id: "i1",
    reporterId: "bob",
    at: toTimestamp(createdAt),
  });

describe("an issue's status", () => {
  const all: readonly Move[] = ["assign", "start", "resolve", "reopen"];

  it("moves by one table, from open to resolved and back", () => {
    const table = Object.fromEntries(
      issueStatuses.map((status) => [
        status,
        all.flatMap((move) => transitions[status][move] ?? []).join(" "),
      ]),
    );
    expect(table).to.deep.equal({
      open: "assigned resolved",
      assigned: "assigned in_progress resolved",
      in_progress: "assigned in_progress resolved",
      resolved: "open",
    } satisfies Record<IssueStatus, string>);
  });

  it("refuses what the table does not know, in words", () => {
    expect(() => moved({ ...anIssue(), status: "resolved" }, "start")).to.throw(
      "that is resolved cannot be begun",
    );
    expect(() => moved(anIssue(), "reopen")).to.throw("An issue that is open cannot be opened again.");
  });

  it("is with its assignee again when it is opened again", () => {
    const stamp = { updatedAt: toTimestamp(start + 1), updatedBy: "alice" };
    const given = assigned(anIssue(), "carl", stamp);
    if (!given) throw new Error("It was nobody's.");
    const done = resolved(given, "oiled", stamp);
    expect(done).to.include({ status: "resolved", resolution: "oiled", resolvedAt: stamp.updatedAt });
    expect(reopened(done, stamp)).to.deep.equal({ ...given, ...stamp });
    expect(assigned(given, "carl", stamp), "no change").to.equal(undefined);
  });
});

describe("figures of issues", () => {
  const act = fc.record({
    issue: fc.nat(5),
    what: fc.constantFrom("report", "severity", "move", "assign", "resolve", "reopen", "delete"),
    severity: fc.constantFrom(...severities),
    building: fc.nat(1),
    laterMs: fc.nat(3 * 24 * 3600 * 1000),
  });

  it("are the same by adding differences as by counting all anew, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (script) => {
        const issues = new Map<number, Issue>();
        let sums = nothing;
        let warmth = 0;
        let now = start;
        for (const step of script) {
          now += step.laterMs;
          const before = issues.get(step.issue);
          const after = next(before, step, now);
          sums = added(sums, differenceOf(before, after));
          warmth += (after ? warmthOf(after) : 0) - (before ? warmthOf(before) : 0);
          if (after) issues.set(step.issue, after);
          else issues.delete(step.issue);
        }
        const all = [...issues.values()];
        expect(sums).to.deep.equal(all.map(contributionOf).reduce((sum, one) => added(sum, one), nothing));
        const recounted = all.reduce((sum, issue) => sum + warmthOf(issue), 0);
        expect(intensityAt({ warmth, open: sums.open }, now)).to.be.closeTo(
          intensityAt({ warmth: recounted, open: sums.open }, now),
          1e-6,
        );
      }),
      { numRuns: 300 },
    );
  });

  function next(
    before: Issue | undefined,
    { what, severity, building }: { what: string; severity: Issue["severity"]; building: number },
    now: number,
  ): Issue | undefined {
    const stamp = { updatedAt: toTimestamp(now), updatedBy: "alice" };
    if (!before) return what === "report" ? anIssue(severity, now) : undefined;
    const isResolved = before.status === "resolved";
    switch (what) {
      case "severity":
        return changed(before, { severity }, place(before.buildingId), stamp) ?? before;
      case "move":
        return changed(before, {}, buildings[building] ?? place("hall"), stamp) ?? before;
      case "assign":
        return isResolved ? before : (assigned(before, "carl", stamp) ?? before);
      case "resolve":
        return isResolved ? before : resolved(before, "done", stamp);
      case "reopen":
        return isResolved ? reopened(before, stamp) : before;
      case "delete":
        return undefined;
      default:
        return before;
    }
  }

  const place = (id: string) => buildings.find((building) => building.id === id) ?? hall;

  it("say the mean time to resolve, and a trend of 30 days that ends today", () => {
    const stamp = { updatedAt: toTimestamp(start + 4000), updatedBy: "alice" };
    const sums = added(contributionOf(resolved(anIssue(), "done", stamp)), contributionOf(anIssue("low")));
    const shown = statisticsOf(sums, start);
    expect(shown).to.deep.include({ open: 1, resolved: 1, meanMsToResolve: 4000 });
    expect(shown.bySeverity).to.deep.equal({ low: 1, medium: 0, high: 0, critical: 0 });
    expect(shown.trend).to.have.lengthOf(30);
    expect(shown.trend.at(-1)).to.deep.equal({ date: "2026-11-20", created: 2, resolved: 1 });
    expect(statisticsOf(nothing, start)).to.include({ open: 0, meanMsToResolve: null });
  });
});

describe("heat", () => {
  it("grows with severity, and is halved each week; what is resolved is cold", () => {
    const at = (issue: Issue, now: number) => intensityAt({ warmth: warmthOf(issue), open: 1 }, now);
    expect(severities.map((severity) => at(anIssue(severity), start))).to.deep.equal([1, 2, 4, 8]);
    expect([0, 1, 2].map((weeks) => at(anIssue("high"), start + weeks * week))).to.deep.equal([4, 2, 1]);
    const stamp = { updatedAt: toTimestamp(start), updatedBy: "alice" };
    expect(warmthOf(resolved(anIssue(), "done", stamp))).to.equal(0);
    expect(intensityAt({ warmth: 1e9, open: 0 }, start), "a rest of rounding").to.equal(0);
  });

  it("stays a number nineteen years from its origin", () => {
    const now = Date.parse("2044-12-31T00:00:00Z");
    expect(intensityAt({ warmth: warmthOf(anIssue("critical", now)), open: 1 }, now)).to.equal(8);
  });
});

describe("cells of the map", () => {
  const place = fc.record({
    lat: fc.double({ min: -85, max: 85, noNaN: true }),
    lng: fc.double({ min: -180, max: 180, noNaN: true }),
  });

  it("hold their own middle, and begin with the larger cells that they are in", () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: finest }), (position, level) => {
        const cell = cellOf(position, level);
        expect(cell)
          .to.match(/^[0-3]+$/)
          .and.to.have.lengthOf(level);
        expect(cellOf(position).startsWith(cell)).to.equal(true);
        expect(cellOf(middleOf(cell), level)).to.equal(cell);
      }),
    );
  });

  it("are those of the published example, and some 100 m wide", () => {
    // Tile 3, 5 of level 3 (https://learn.microsoft.com/en-us/bingmaps/articles/bing-maps-tile-system).
    expect(middleOf("213")).to.have.all.keys("lat", "lng");
    expect(cellOf(middleOf("213"), 3)).to.equal("213");
    const munich = { lat: 48.137, lng: 11.575 };
    expect(distanceOf(munich, middleOf(cellOf(munich)))).to.be.below(80);
  });

  it("are found in a box, also across the 180th meridian", () => {
    expect(isIn([11, 48, 12, 49], { lat: 48.5, lng: 11.5 })).to.equal(true);
    expect(isIn([11, 48, 12, 49], { lat: 48.5, lng: 12.5 })).to.equal(false);
    expect(isIn([170, -10, -170, 10], { lat: 0, lng: 175 })).to.equal(true);
    expect(isIn([170, -10, -170, 10], { lat: 0, lng: 0 })).to.equal(false);
  });
});

describe("room for what an organization names", () => {
  const clock = setClock();
  let reads = 0;
  const room = roomIn({
    clock,
    statistics: {
      sums: () => {
        reads++;
        const byCategory = Object.fromEntries(
          Array.from({ length: mostCategories - 1 }, (_, n) => [`c${n}`, 1]),
        );
        return Promise.resolve({ value: { ...nothing, byCategory }, version: Timestamp.fromMillis(0) });
      },
    },
    heat: { campus: () => Promise.resolve(undefined) },
  });

  it("ends at a number of categories, of which all known ones are free, and is looked up every 30 s at most", async () => {
    await room.requireCategory("o", "c7");
    await room.requireCategory("o", "last");
    await room.requireCategory("o", "last");
    const refused = await room.requireCategory("o", "more").catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Problem).and.to.include({ code: "conflict" });
    expect(reads).to.equal(1);
    clock.pass(30_001);
    await room.requireCategory("o", "more");
    expect(reads).to.equal(2);
    await room.requireCell("c", "0123");
  });
});

describe("words of an issue", () => {
  it("are found whatever their case, marks and punctuation", () => {
    expect(wordsOf("Défaut: LIFT, lift — 2nd floor!")).to.deep.equal(["defaut", "lift", "2nd", "floor"]);
    expect(wordsOf("")).to.deep.equal([]);
    expect(wordsOf(`a${"\u{20000}".repeat(60)}`), "no half of a character").to.deep.equal([
      `a${"\u{20000}".repeat(39)}`,
    ]);
  });
});
