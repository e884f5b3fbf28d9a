import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { announced, planSync } from "../../../../src/features/calendar/feeds/planSync.js";
import type { FeedContent } from "../../../../src/features/calendar/ics/readCalendar.js";
import type { Occurrence } from "../../../../src/features/calendar/ics/series.js";

const now = Date.parse("2026-03-01T00:00:00Z");
const from = Date.parse("2026-01-01T00:00:00Z");
const day = 86_400_000;

const anOccurrence = (uid: string, values: Partial<Occurrence> = {}): Occurrence => ({
  uid,
  recurrence: undefined,
  title: uid,
  start: now + day,
  end: undefined,
  allDay: false,
  ...values,
});
const content = (occurrences: Occurrence[], values: Partial<FeedContent> = {}): FeedContent => ({
  occurrences,
  events: occurrences.length,
  incomplete: [],
  skipped: 0,
  unknownZones: [],
  ...values,
});
const feed = { id: "f1", spaceId: "s1", createdBy: "olga", missing: [] as string[] };
const plan = (found: FeedContent, stored = imported([]), missing: string[] = []) =>
  planSync({ feed: { ...feed, missing }, stored, content: found, from, now });
const version = Timestamp.fromMillis(1);
const imported = (occurrences: Occurrence[]) =>
  planSync({ feed, stored: [], content: content(occurrences), from, now }).create.map((value) => ({
    value,
    version,
  }));
const nothing = { create: [], update: [], remove: [], forget: [], missing: [] };

describe("what a sync of a feed changes", () => {
  it("is nothing where nothing has changed", () => {
    const both = [anOccurrence("a", { end: now + 2 * day }), anOccurrence("b")];
    expect(plan(content(both), imported(both))).to.deep.equal(nothing);
  });

  it("is each event that has changed, under the same id, and no other", () => {
    const stored = imported([anOccurrence("a"), anOccurrence("b", { recurrence: 7 })]);
    const moved = anOccurrence("b", { recurrence: 7, start: now + 5 * day });
    const { update, ...rest } = plan(content([anOccurrence("a"), moved]), stored);
    expect(update.map(({ seen, event }) => [seen, event.id, event.startsAt])).to.deep.equal([
      [stored[1], stored[1]?.value.id, "2026-03-06T00:00:00.000Z"],
    ]);
    expect({ ...rest, update: [] }).to.deep.equal(nothing);
  });

  it("cancels an event that is missing for the second time, and not one that came back", () => {
    const stored = imported([anOccurrence("a"), anOccurrence("b")]);
    const [, b] = stored;
    const first = plan(content([anOccurrence("a")]), stored);
    expect(first).to.deep.equal({ ...nothing, missing: [b?.value.id] });
    expect(plan(content([anOccurrence("a")]), stored, [...first.missing])).to.deep.equal({
      ...nothing,
      remove: [b],
    });
    expect(plan(content([anOccurrence("a"), anOccurrence("b")]), stored, [...first.missing])).to.deep.equal(
      nothing,
    );
  });

  it("cancels nothing for a file without events, or of a series that is not all there", () => {
    const stored = imported([anOccurrence("a")]);
    const missing = stored.map(({ value }) => value.id);
    expect(plan(content([]), stored, missing)).to.deep.equal(nothing);
    expect(plan(content([], { events: 1, incomplete: ["a"] }), stored, missing)).to.deep.equal(nothing);
  });

  it("lets go of what the window has left behind", () => {
    const stored = imported([anOccurrence("a", { start: from - day })]);
    expect(plan(content([anOccurrence("b")]), stored).forget).to.deep.equal(stored);
  });

  it("tells users of the next occurrence of each new series, and of twenty at most", () => {
    const series = [3, 1, 2].map((days) => anOccurrence("a", { recurrence: days, start: now + days * day }));
    const past = anOccurrence("b", { start: now - day });
    const known = imported([anOccurrence("c", { recurrence: 1 })]);
    const next = plan(
      content([...series, past, anOccurrence("c", { recurrence: 2, start: now + 9 * day })]),
      known,
    );
    const told = announced(next, known, now);
    expect(next.create.filter(({ id }) => told.has(id)).map(({ startsAt }) => startsAt)).to.deep.equal([
      "2026-03-02T00:00:00.000Z",
    ]);
    const many = plan(content(Array.from({ length: 30 }, (_, n) => anOccurrence(`u${n}`))));
    expect(announced(many, [], now).size).to.equal(20);
  });
});
