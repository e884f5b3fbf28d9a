import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { figuresOf } from "../../../src/features/issues/announcements/figures.js";
import { type Box, cellOf, middleOf, overlaps } from "../../../src/features/issues/heatmap/cells.js";
import { changesBetween } from "../../../src/features/issues/heatmap/changes.js";
import { intensityAt, warmthOf } from "../../../src/features/issues/heatmap/heat.js";
import { heatmapOf } from "../../../src/features/issues/heatmap/heatmapOf.js";
import type { CampusWarmth } from "../../../src/features/issues/heatmap/store.js";
import { nothing } from "../../../src/features/issues/statistics/contribution.js";
import { HeatmapUpdated } from "@firecast/contract/issues/figures";
import { toTimestamp } from "../../../src/platform/clock.js";

const start = Date.parse("2026-11-20T12:00:00Z");
const position = { lat: 48.137, lng: 11.575 };
const cell = cellOf(position);
const at = (minutes: number) => Timestamp.fromMillis(start + minutes * 60_000);
const warmth = warmthOf({ severity: "low", createdAt: toTimestamp(start) });

/** So many low issues in its one building, which have changed then. */
const campus = (campusId: string, open: number, changed: number): CampusWarmth => {
  const warm = { open, warmth: open * warmth, at: at(changed) };
  const buildings = { [`${campusId}-hall`]: { ...warm, position } };
  return { campusId, ...warm, buildings, cells: { [cell]: warm } };
};

describe("a heatmap", () => {
  it("has one cell for the issues of several campuses, also where only one of them has changed", () => {
    const both = [campus("north", 3, 0), campus("south", 2, 10)];
    const cells = [{ cell, ...middleOf(cell), intensity: 5, open: 5 }];
    expect(heatmapOf(both, start).cells).to.deep.equal(cells);
    const changed = heatmapOf(both, start, {
      changes: changesBetween([campus("north", 3, 0), campus("south", 2, 0)], both),
    });
    expect(changed.cells).to.deep.equal(cells);
    expect(changed.buildings).to.deep.equal([{ buildingId: "south-hall", intensity: 2, open: 2 }]);
    expect(changed.campuses.map(({ campusId }) => campusId)).to.deep.equal(["south"]);
  });

  it("tells with all that is warm also what has become cold since: a reader may be told no other event of it", () => {
    const warm = [campus("north", 1, 0), campus("south", 1, 0)];
    const cold = [campus("north", 0, 10), campus("south", 1, 0)];
    const map = heatmapOf(cold, start, { changes: changesBetween(warm, cold), isFull: true });
    expect(map.buildings).to.deep.equal([
      { buildingId: "north-hall", intensity: 0, open: 0 },
      { buildingId: "south-hall", intensity: 1, open: 1 },
    ]);
    expect(heatmapOf(cold, start).buildings).to.have.length(1);
  });

  it("is of a box also where that is smaller than a cell, and crosses the 180th meridian", () => {
    const around = ({ lat, lng }: typeof position, degrees: number): Box => [
      lng - degrees,
      lat - degrees,
      lng + degrees,
      lat + degrees,
    ];
    expect(overlaps(around(position, 1e-5), cell)).to.equal(true);
    const { buildings, cells } = heatmapOf([campus("north", 1, 0)], start, { box: around(position, 1e-5) });
    expect([buildings.length, cells.length]).to.deep.equal([1, 1]);
    expect(heatmapOf([campus("north", 1, 0)], start, { box: [11.6, 48, 12, 49] }).cells).to.deep.equal([]);
    const [east, west] = [cellOf({ lat: 0, lng: 179.9999 }), cellOf({ lat: 0, lng: -179.9999 })];
    expect([east, west, cell].map((one) => overlaps([179, -1, -179, 1], one))).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(overlaps([-180, -90, 180, 90], cell)).to.equal(true);
  });

  it("is never 0 where an issue is open, however old that is", () => {
    const years = start + 5 * 365 * 24 * 3600 * 1000;
    expect(intensityAt({ open: 1, warmth }, years)).to.equal(1e-6);
    expect(intensityAt({ open: 0, warmth }, years)).to.equal(0);
  });
});

describe("the news of an organization's heatmap", () => {
  let stored: CampusWarmth[] = [];
  let now = 0;
  const told: object[] = [];
  const reads: number[] = [];
  const figures = figuresOf({
    heat: {
      campuses: (_: string, since?: Timestamp) => {
        const campuses = stored.filter(({ at }) => !since || at.valueOf() >= since.valueOf());
        reads.push(campuses.length);
        return Promise.resolve({ campuses, asOf: at(now) });
      },
      campus: () => Promise.resolve(undefined),
    },
    statistics: { sums: () => Promise.resolve({ value: nothing, version: at(0) }) },
    publisher: {
      append: ({ events }) => {
        told.push(...events);
        return Promise.resolve([]);
      },
    },
  });

  it("reads only those campuses again that have changed, and tells their cells whole", async () => {
    const figure = figures.ofOrganization("northside");
    const look = async (since: number | undefined, isFull: boolean) => {
      const wanted = { since: since === undefined ? undefined : at(since), isFull, now: start };
      await (await figure.news(wanted))?.append(() => undefined);
      return { read: reads.at(-1), told: told.splice(0) };
    };
    stored = [campus("north", 3, 1), campus("south", 2, 1)];
    now = 2;
    const open5 = { cell, ...middleOf(cell), intensity: 5, open: 5 };
    const first = await look(undefined, true);
    expect(first.told)
      .to.have.nested.property("[0].data")
      .that.deep.includes({ full: true, cells: [open5] });
    stored = [campus("north", 3, 1), campus("south", 4, 3)];
    now = 4;
    expect(await look(2, false)).to.deep.equal({
      read: 1,
      told: [
        {
          type: "heatmap:updated",
          data: {
            at: toTimestamp(start),
            full: false,
            campuses: [{ campusId: "south", intensity: 4, open: 4 }],
            buildings: [{ buildingId: "south-hall", intensity: 4, open: 4 }],
            cells: [{ ...open5, intensity: 7, open: 7 }],
          },
        },
      ],
    });
    expect(await look(4, false), "nothing has changed").to.deep.equal({ read: 0, told: [] });
    expect(await look(4, true)).to.include({ read: 2 });
  });

  it("misses no commit that was begun before the last look and ended after it, whoever looked last", async () => {
    const figure = figures.ofOrganization("eastside");
    const look = async (since: Timestamp) => {
      await (await figure.news({ since, isFull: false, now: start }))?.append(() => undefined);
      return told.splice(0).map((event) => HeatmapUpdated.parse(Reflect.get(event, "data")).buildings);
    };
    stored = [campus("north", 1, 10)];
    now = 11;
    await look(at(11));
    const late = Timestamp.fromMillis(at(11).toMillis() - 5000);
    stored = [{ ...campus("north", 2, 10), at: late }];
    now = 12;
    expect(await look(at(11))).to.deep.equal([[{ buildingId: "north-hall", intensity: 2, open: 2 }]]);
    // Another instance has told of less than this one has seen.
    stored = [{ ...campus("north", 2, 12), at: at(12) }];
    expect(await look(at(11))).to.deep.equal([[{ buildingId: "north-hall", intensity: 2, open: 2 }]]);
  });
});
