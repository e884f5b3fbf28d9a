import { expect } from "chai";
import fc from "fast-check";
import { severities } from "@firecast/contract/issues/issues";
import { toTimestamp } from "../../../src/platform/clock.js";
import { cellOf } from "../../../src/features/issues/heatmap/cells.js";
import {
  counter,
  driftOf,
  type Figured,
  type PlacedIssue,
} from "../../../src/features/issues/recount/counted.js";
import type { Pile } from "../../../src/features/issues/heatmap/piles.js";
import { commitsOf } from "../../../src/features/issues/recount/repair.js";
import { added, nothing } from "../../../src/features/issues/statistics/contribution.js";

const now = Date.parse("2026-11-22T12:00:00Z");
const hall = { lat: 48.137, lng: 11.575 };
const day = 24 * 3600 * 1000;

const anIssue: fc.Arbitrary<PlacedIssue> = fc
  .record({
    severity: fc.constantFrom(...severities),
    category: fc.constantFrom("lift", "door", "roof"),
    campus: fc.constantFrom("north", "south"),
    building: fc.nat(2),
    createdAt: fc.integer({ min: now - 40 * day, max: now }),
    resolvedAfter: fc.option(fc.nat(day), { nil: undefined }),
    offset: fc.option(fc.nat(9), { nil: undefined }),
  })
  .map(({ severity, category, campus, building, createdAt, resolvedAfter, offset }) => ({
    ...{ severity, category, campusId: campus, buildingId: `${campus}-${building}`, buildingPosition: hall },
    createdAt: toTimestamp(createdAt),
    ...(resolvedAfter !== undefined && { resolvedAt: toTimestamp(createdAt + resolvedAfter) }),
    ...(offset !== undefined && { position: { lat: 48.137 + offset / 500, lng: 11.575 } }),
  }));
const issues = fc.array(anIssue, { maxLength: 40 });

const countedOf = (all: readonly PlacedIssue[]): Figured => {
  const count = counter();
  for (const issue of all) count.add(issue);
  return count.counted;
};

/** As increments of a document do: `b` is added to `a`, `times` it. */
function plus(a: Figured, b: Figured, times = 1): Figured {
  const piles = <P extends Pile>(x: ReadonlyMap<string, P>, y: ReadonlyMap<string, P>): Map<string, P> => {
    const sums = new Map(x);
    for (const [key, pile] of y) {
      const { open = 0, warmth = 0 } = sums.get(key) ?? {};
      sums.set(key, { ...pile, open: open + times * pile.open, warmth: warmth + times * pile.warmth });
    }
    return sums;
  };
  const campuses = new Map(a.campuses);
  for (const [id, campus] of b.campuses) {
    const {
      open = 0,
      warmth = 0,
      buildings = new Map<string, Pile & { position: typeof hall }>(),
      cells = new Map<string, Pile>(),
    } = campuses.get(id) ?? {};
    campuses.set(id, {
      open: open + times * campus.open,
      warmth: warmth + times * campus.warmth,
      buildings: piles(buildings, campus.buildings),
      cells: piles(cells, campus.cells),
    });
  }
  return { sums: added(a.sums, b.sums, times), campuses };
}

const empty: Figured = { sums: nothing, campuses: new Map() };

describe("a recount of issues", () => {
  it("repairs whatever figures were stored, while issues come and go meanwhile", () => {
    fc.assert(
      fc.property(issues, issues, issues, issues, (there, wrong, gone, come) => {
        const stored = countedOf([...wrong, ...gone]);
        const drift = driftOf(countedOf([...there, ...gone]), stored, now);
        // After the moment of the recount, and before it is written:
        const meanwhile = plus(plus(stored, countedOf(gone), -1), countedOf(come));
        const repaired = commitsOf(drift).reduce((figures, repair) => plus(figures, repair), meanwhile);
        expect(driftOf(countedOf([...there, ...come]), repaired, now)).to.equal(undefined);
      }),
      { numRuns: 60 },
    );
  });

  it("changes nothing where nothing has drifted, by whatever order sums of doubles were made", () => {
    fc.assert(
      fc.property(issues, (all) => {
        expect(driftOf(countedOf(all), countedOf([...all].reverse()), now)).to.equal(undefined);
      }),
    );
    expect(driftOf(empty, empty, now)).to.equal(undefined);
  });

  it("adds no more to a document in one commit than Firestore allows, and in all what is missing", () => {
    const many = Array.from({ length: 400 }, (_, n): PlacedIssue => {
      const position = { lat: 48 + n / 100, lng: 11 };
      const buildingId = `b${n % 90}`;
      const place = { campusId: "north", buildingId, buildingPosition: hall, position };
      return { severity: "low", category: "lift", createdAt: toTimestamp(now), ...place };
    });
    const counted = countedOf(many);
    const commits = commitsOf(driftOf(counted, empty, now));
    expect(commits).to.have.length(6);
    for (const { campuses } of commits) {
      const { buildings, cells } = campuses.get("north") ?? { buildings: new Map(), cells: new Map() };
      expect(3 * (1 + buildings.size + cells.size)).to.be.at.most(500);
    }
    expect(
      driftOf(
        counted,
        commits.reduce((sum, repair) => plus(sum, repair), empty),
        now,
      ),
    ).to.equal(undefined);
    expect(counted.campuses.get("north")?.cells.get(cellOf({ lat: 48, lng: 11 }))?.open).to.equal(1);
  });

  it("does not miss days that nobody is shown any more", () => {
    const old = toTimestamp(now - 100 * day);
    const issue = { severity: "low", category: "lift", campusId: "n", buildingId: "b" } as const;
    const counted = countedOf([{ ...issue, createdAt: old, resolvedAt: old, buildingPosition: hall }]);
    const stored = { ...counted, sums: { ...counted.sums, created: {}, resolvedOn: {} } };
    expect(driftOf(counted, stored, now)).to.equal(undefined);
  });
});
