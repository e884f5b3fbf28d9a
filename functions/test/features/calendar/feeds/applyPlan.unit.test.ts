import { expect } from "chai";
import { DatasourceSync } from "@firecast/contract/automation";
import { applyPlan } from "../../../../src/features/calendar/feeds/applyPlan.js";
import type { ImportedEvent } from "../../../../src/features/calendar/feeds/schema.js";
import { feedStore } from "../../../../src/features/calendar/feeds/store.js";
import { syncEvent } from "../../../../src/features/calendar/feeds/syncEvent.js";
import { recordedLog } from "../../../support/recordedLog.js";
import { setClock } from "../../../support/setClock.js";
import { unusedFirebase } from "../../../support/unusedFirebase.js";

const at = "2026-03-01T00:00:00.000Z";
const anEvent = (n: number): ImportedEvent => ({
  ...{ id: `e${n}`, spaceId: "s1", title: "A", startsAt: at, allDay: false },
  ...{ createdBy: "olga", createdAt: at, calendarId: "f1", series: "s" },
});
const feed = { id: "f1", name: "Club", events: 7, lastSyncedAt: undefined };

describe("a plan", () => {
  /** Carries out the creation of so many events, and returns the streamed types of each commit. */
  async function creating(count: number): Promise<string[][]> {
    const clock = setClock();
    const commits: string[][] = [];
    const described = (type: string, data: unknown): string => {
      const { data: sync } = DatasourceSync.safeParse(data);
      return sync ? `${sync.status} ${sync.recordsProcessed} of ${sync.totalRecords}` : type;
    };
    const end = syncEvent(feed, { status: "completed", recordsProcessed: count }, clock.now());
    await applyPlan(
      {
        store: feedStore(unusedFirebase.firestore, recordedLog()),
        clock,
        publisher: {
          append: ({ events }) => {
            commits.push(
              events.map((event) => described(event.type, "data" in event ? event.data : undefined)),
            );
            return Promise.resolve([]);
          },
        },
      },
      {
        spaceId: "s1",
        plan: {
          create: Array.from({ length: count }, (_, n) => anEvent(n)),
          update: [],
          remove: [],
          forget: [],
        },
        guard: () => undefined,
        progress: (recordsProcessed) => syncEvent(feed, { status: "syncing", recordsProcessed }, clock.now()),
        end: { event: end, write: () => undefined },
      },
    );
    return commits;
  }

  it("of few changes is streamed event by event, after the begin and before the end of the sync", async () => {
    expect(await creating(0)).to.deep.equal([["completed 0 of 7"]]);
    const commits = await creating(30);
    expect(commits.map(({ length }) => length)).to.deep.equal([26, 6]);
    expect(commits[0]?.slice(0, 2)).to.deep.equal(["syncing 0 of 7", "calendar:event:created"]);
    expect(commits[1]?.at(-1)).to.equal("completed 30 of 7");
  });

  it("of many changes is streamed as its progress alone", async () => {
    expect((await creating(2100)).flat()).to.deep.equal([
      ...["syncing 0 of 7", "syncing 1000 of 7", "syncing 2000 of 7", "completed 2100 of 7"],
    ]);
  });
});
