import { expect } from "chai";
import { HeatmapUpdated } from "@firecast/contract/issues/figures";
import { fullEveryMs } from "../../../src/features/issues/announcements/announcer.js";
import { issuesDeps } from "../../../src/features/issues/deps.js";
import { recountFigures } from "../../../src/features/issues/recount/recountFigures.js";
import { accountDirectory } from "../../../src/platform/auth/directory.js";
import { type Clock, systemClock, toTimestamp } from "../../../src/platform/clock.js";
import { randomIds, systemRandom } from "../../../src/platform/ids.js";
import { jobBench } from "../../jobs/jobBench.js";
import { database } from "../../support/database.js";
import { limitsInMemory } from "../../support/memoryLedgers.js";
import { recordedLog } from "../../support/recordedLog.js";
import { setClock } from "../../support/setClock.js";
import { anInstance, theFirebase } from "../../support/testInstance.js";
import { organizationOn } from "./organization.js";

describe("the figures of issues", function () {
  this.timeout(60_000);
  const server = anInstance();

  const parts = (clock: Clock = systemClock) =>
    issuesDeps({
      firebase: theFirebase(),
      directory: accountDirectory(theFirebase().auth),
      publisher: server().instance.core.publisher,
      limits: limitsInMemory(clock, 1000),
      ...{ clock, ids: randomIds, random: systemRandom, log: recordedLog() },
    });

  it("keep what an operation does not change, and are computed anew by the job, while issues are reported", async () => {
    const { organizationId, manager, member, campus, hall, report, statistics } =
      await organizationOn(server());
    const [first, second] = [await report(), await report({ category: "door", severity: "low" })];
    await report({ position: { lat: 48.138, lng: 11.575 } });
    await manager.post(`/issues/${first.id}/assign`, { assigneeId: member.uid });
    await manager.patch(`/issues/${first.id}`, { severity: "critical" });
    await manager.post(`/issues/${second.id}/resolve`, { resolution: "done" });
    const right = await statistics();
    expect(right).to.deep.include({
      open: 2,
      resolved: 1,
      bySeverity: { low: 0, medium: 0, high: 1, critical: 1 },
      byCategory: { lift: 2 },
      byBuilding: { [hall.id]: 2 },
    });
    expect(right.trend.at(-1)).to.include({ created: 3, resolved: 1 });

    const { asOf: _, ...heat } = await parts().heat.campuses(organizationId);
    const sums = database().doc(`issueStatistics/${organizationId}`);
    await sums.update({ open: 17, "byCategory.lift": -3, "byCategory.ghost": 5, resolvingMs: 0 });
    await database().doc(`issueHeat/${campus.id}`).delete();
    const { process } = jobBench(server(), toTimestamp(Date.now()));
    const run = async () =>
      (await process(recountFigures(only(organizationId))).called("tool-lifecycle", undefined)).counts;
    const [counts] = await Promise.all([run(), report(), report()]);
    expect(counts).to.deep.equal({ done: 1, recounted: 1, repaired: 1 });
    const { at: __, ...repaired } = await statistics();
    const expected = { open: 4, byCategory: { lift: 4 }, meanMsToResolve: right.meanMsToResolve };
    expect(repaired).to.deep.include({ ...expected, byBuilding: { [hall.id]: 4 } });
    const [mended] = (await parts().heat.campuses(organizationId)).campuses;
    expect(mended?.open).to.equal(4);
    expect(Object.values(mended?.cells ?? {}).map(({ open }) => open)).to.have.members([3, 1]);
    expect(Object.keys(mended?.cells ?? {})).to.have.members(Object.keys(heat.campuses[0]?.cells ?? {}));

    expect(await run(), "nothing has drifted").to.deep.equal({ done: 1, recounted: 1 });
    expect(Object.keys((await sums.get()).get("byCategory") as object)).to.deep.equal(["lift"]);
    expect(await run(), "nothing has changed").to.deep.equal({});
    await report();
    expect(await run()).to.deep.equal({ done: 1, recounted: 1 });
  });

  /** Organizations of other suites are none of this one's. */
  const only = (organizationId: string) => {
    const deps = parts();
    const due = async (after: string | undefined, limit: number): Promise<string[]> =>
      (await deps.recounts.due(after, limit)).filter((id) => id === organizationId);
    return { ...deps, recounts: { ...deps.recounts, due } };
  };

  it("are not repaired twice by two that recount at once", async () => {
    const { organizationId, report, statistics } = await organizationOn(server());
    await report();
    await database().doc(`issueStatistics/${organizationId}`).update({ open: 5 });
    const run = { id: "r", slot: Date.now(), missed: 0, signal: new AbortController().signal };
    const acts = [1, 2, 3].map(() => recountFigures(parts()).act({ id: organizationId }, run));
    expect((await Promise.allSettled(acts)).some(({ status }) => status === "fulfilled")).to.equal(true);
    expect((await statistics()).open).to.equal(1);
  });

  it("are told whole once a minute where they are followed, by one instance of several, and campus by campus", async () => {
    const { organizationId, campus, report } = await organizationOn(server());
    const clock = setClock(toTimestamp(Date.now()));
    const [one, other] = [parts(clock), parts(clock)];
    const { figures } = one;
    const followed = [
      figures.ofOrganization(organizationId),
      figures.ofStatistics(organizationId),
      figures.ofCampus(campus.id),
    ];
    const look = async (): Promise<number[]> => {
      for (const figure of followed)
        await Promise.all([one, other].map(({ announcer }) => announcer.refresh(figure)));
      const told = followed.map(({ channel }) => server().events(channel.name));
      return (await Promise.all(told)).map(({ length }) => length);
    };
    expect(await look(), "nothing is stored").to.deep.equal([0, 0, 0]);
    await report();
    clock.pass(fullEveryMs);
    expect(await look()).to.deep.equal([1, 1, 1]);
    clock.pass(fullEveryMs - 1);
    expect(await look()).to.deep.equal([1, 1, 1]);
    clock.pass(1);
    expect(await look()).to.deep.equal([2, 2, 2]);
    const [last] = (await server().events(`campuses/${campus.id}/heatmap`)).slice(-1);
    expect(HeatmapUpdated.parse(last?.data))
      .to.deep.include({ full: true })
      .and.to.have.nested.property("cells.length", 1);
  });
});
