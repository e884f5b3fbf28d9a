import { expect } from "chai";
import fc from "fast-check";
import { FieldValue, Firestore, Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { type Issue, severities } from "@firecast/contract/issues/issues";
import { CampusWarmth, heatStore, type Placed } from "../../../src/features/issues/heatmap/store.js";
import { counter, driftOf, storedFigures } from "../../../src/features/issues/recount/counted.js";
import {
  assigned,
  changed,
  newIssue,
  reopened,
  resolved,
} from "../../../src/features/issues/rules/decide.js";
import { nothing } from "../../../src/features/issues/statistics/contribution.js";
import { StoredSums, statisticsStore } from "../../../src/features/issues/statistics/store.js";
import { toTimestamp } from "../../../src/platform/clock.js";
import { recordedLog } from "../../support/recordedLog.js";

const start = Date.parse("2026-11-20T12:00:00Z");
const day = 24 * 3600 * 1000;
const organizationId = "northside";
const buildings = ["hall", "library", "annex"].map((id, n) => ({
  ...{ id, organizationId, campusId: id === "annex" ? "south" : "north" },
  position: { lat: 48.137 + n / 1000, lng: 11.575 },
}));

const act = fc.record({
  issue: fc.nat(4),
  what: fc.constantFrom(
    "report",
    "change",
    "move",
    "place",
    "assign",
    "start",
    "resolve",
    "reopen",
    "delete",
    "relocate",
  ),
  severity: fc.constantFrom(...severities),
  category: fc.constantFrom("lift", "constructor", "toString"),
  building: fc.constantFrom(...buildings),
  position: fc.constantFrom(null, { lat: 48.1372, lng: 11.5752 }, { lat: 48.139, lng: 11.58 }),
  laterMs: fc.nat(3 * day),
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

describe("what operations add to the stored figures of issues", () => {
  it("is what a recount finds, whatever becomes of issues, and wherever their buildings are moved", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 50 }), (script) => {
        const stored = increments();
        const firestore = new Firestore({ projectId: "none" });
        const statistics = statisticsStore(firestore, recordedLog());
        const heat = heatStore(firestore, recordedLog());
        const issues = new Map<number, Placed>();
        const standing = new Map<string, Act["building"]>();
        let now = start;
        for (const step of script) {
          now += step.laterMs;
          const batch = stored.into(firestore.batch());
          const place = standing.get(step.building.id) ?? step.building;
          if (step.what === "relocate") {
            const to = step.position ?? step.building.position;
            const own = [...issues].filter(([, { building }]) => building.id === place.id);
            const open = own.map(([, { issue }]) => issue).filter(({ status }) => status !== "resolved");
            const warmth = stored.of("issueHeat").map((document) => CampusWarmth.parse(document));
            const value = warmth.find(({ campusId }) => campusId === place.campusId);
            const version = Timestamp.fromMillis(start);
            if (value) heat.move(batch, { value, version }, { building: place, to, issues: open });
            standing.set(place.id, { ...place, position: to });
            for (const [id, { issue }] of own)
              issues.set(id, { issue, building: { ...place, position: to } });
            continue;
          }
          const before = issues.get(step.issue);
          const after = next(before, { ...step, building: place }, now);
          statistics.add(batch, before?.issue, after?.issue);
          heat.add(batch, before, after);
          if (after) issues.set(step.issue, after);
          else issues.delete(step.issue);
        }
        const count = counter();
        for (const { issue, building } of issues.values())
          count.add({ ...issue, buildingPosition: building.position });
        const campuses = stored.of("issueHeat").map((document) => CampusWarmth.parse(document));
        const [sums = nothing] = stored.of("issueStatistics").map((document) => StoredSums.parse(document));
        expect(driftOf(count.counted, storedFigures(sums, campuses), now)).to.equal(undefined);
      }),
      { numRuns: 200 },
    );
  });
});

function next(before: Placed | undefined, step: Act, now: number): Placed | undefined {
  const { what, severity, category, building, position } = step;
  const stamp = { updatedAt: toTimestamp(now), updatedBy: "alice" };
  if (!before) {
    if (what !== "report") return undefined;
    const draft = { title: "x", description: "", category, severity, buildingId: building.id };
    const at = { id: "i", reporterId: "bob", at: toTimestamp(now) };
    return { issue: newIssue({ ...draft, ...(position && { position }) }, building, at), building };
  }
  const { issue } = before;
  const isResolved = issue.status === "resolved";
  const here = (after: Issue | undefined): Placed => ({ issue: after ?? issue, building: before.building });
  switch (what) {
    case "change":
      return here(changed(issue, { severity, category }, before.building, stamp));
    case "move":
      return { issue: changed(issue, {}, building, stamp) ?? issue, building };
    case "place":
      return here(changed(issue, { position }, before.building, stamp));
    case "assign":
      return isResolved ? before : here(assigned(issue, "carl", stamp));
    case "start":
      return isResolved || issue.status === "open"
        ? before
        : here(changed(issue, { status: "in_progress" }, before.building, stamp));
    case "resolve":
      return isResolved ? before : here(resolved(issue, "done", stamp));
    case "reopen":
      return isResolved ? here(reopened(issue, stamp)) : before;
    case "delete":
      return undefined;
    default:
      return before;
  }
}

class Fields extends Map<string, unknown> {}

/** Documents as Firestore would make them of increments that are merged into them. */
function increments() {
  const documents = new Map<string, Fields>();
  const merge = (into: Fields, fields: object): void => {
    const entries: [string, unknown][] = Object.entries(fields);
    for (const [name, value] of entries) {
      const there = into.get(name);
      const operand: unknown = value instanceof FieldValue ? Reflect.get(value, "operand") : undefined;
      if (typeof operand === "number") into.set(name, (typeof there === "number" ? there : 0) + operand);
      else if (value instanceof FieldValue) into.set(name, Timestamp.fromMillis(start));
      else if (typeof value === "object" && value !== null) {
        const inner: Fields = there instanceof Fields ? there : new Fields();
        merge(inner, value);
        into.set(name, inner);
      } else into.set(name, value);
    }
  };
  const plain = (value: unknown): unknown =>
    value instanceof Fields
      ? Object.fromEntries([...value].map(([name, inner]): [string, unknown] => [name, plain(inner)]))
      : value;
  return {
    into: (batch: WriteBatch): WriteBatch =>
      Object.assign(batch, {
        set: ({ path }: { path: string }, fields: object) => {
          const document = documents.get(path) ?? new Fields();
          documents.set(path, document);
          merge(document, fields);
          return batch;
        },
        // What it rests on, without a field of its own.
        update: () => batch,
      }),
    of: (collection: string): unknown[] =>
      [...documents].filter(([path]) => path.startsWith(`${collection}/`)).map(([, fields]) => plain(fields)),
  };
}
