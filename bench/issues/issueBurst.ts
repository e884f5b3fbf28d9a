import { setTimeout as pause } from "node:timers/promises";
import { channelOf } from "@firecast/contract/core/channel";
import { WireEvent } from "@firecast/contract/core/events";
import { heatmapChannel, HeatmapUpdated, ReadHeatmap } from "@firecast/contract/issues/figures";
import { severities } from "@firecast/contract/issues/issues";
import type { IssuesDeps } from "../../functions/src/features/issues/deps.js";
import { readHeatmap } from "../../functions/src/features/issues/heatmap/readHeatmap.js";
import type { Placed } from "../../functions/src/features/issues/heatmap/store.js";
import { counter, driftOf, type PlacedIssue } from "../../functions/src/features/issues/recount/counted.js";
import { nothing } from "../../functions/src/features/issues/statistics/contribution.js";
import { changed } from "../../functions/src/features/issues/rules/decide.js";
import { toTimestamp } from "../../functions/src/platform/clock.js";
import { anIssueBackend, driftIn, type IssueOrganization, issueOrganization } from "./issueOrganization.js";

/** Instances that announce, each asked for every change as by its trigger. */
const announcers = 3;
const lanes = 2;
const changesOfCommit = 100;
const commitEveryMs = 200;

/**
 * 1,000 changes a second of severity and building. 100 are in a commit, with the sums of what each adds to the figures: the
 * emulator could not do so many one by one. Returns what a reader of the heatmap was told, and how right that is in the end.
 */
export async function burst(forMs: number) {
  const organization = await issueOrganization(lanes * changesOfCommit * 2);
  const instances = Array.from({ length: announcers }, anIssueBackend);
  const deps = instances.map((instance) => instance.deps(organization.id));
  const [first] = deps;
  const reader = instances[0]?.reader;
  if (!first || !reader) throw new RangeError("There are instances.");
  const announcing = new Set<Promise<unknown>>();
  const announce = (): void => {
    for (const { announcer, figures } of deps) {
      const told = announcer.announce(figures.ofOrganization(organization.id));
      const settled = told.finally(() => announcing.delete(settled));
      announcing.add(settled);
    }
  };
  const begun = performance.now();
  const changes = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => work({ deps: first, organization, lane, forMs, announce })),
  );
  const tookMs = performance.now() - begun;
  while (announcing.size > 0) await Promise.all(announcing);

  const channel = channelOf(heatmapChannel, { organizationId: organization.id });
  const logged = await reader.from(channel.name, 1, channel.kind.history);
  const events = logged.map(({ wire }) => WireEvent.parse(JSON.parse(wire)));
  const state = new Map<string, number>();
  for (const { full, ...map } of events.map(({ data }) => HeatmapUpdated.parse(data))) {
    if (full) state.clear();
    for (const [part, open] of partsOf(map)) state.set(part, open);
  }
  const map = await readHeatmap(first, { user: organization.admin, query: ReadHeatmap.parse({}) });
  const right = partsOf(map);
  const parts = [...new Set([...state.keys(), ...right.keys()])];
  const drift = await driftIn(first, organization.id);
  return {
    changes: changes.reduce((sum, count) => sum + count, 0),
    tookMs,
    events: events.length,
    /** Within any second. */
    mostEvents: mostWithin(
      1000,
      events.map(({ at }) => Date.parse(at)),
    ),
    parts: parts.length,
    wrong: parts.filter((part) => (state.get(part) ?? 0) !== (right.get(part) ?? 0)).length,
    hasDrifted: drift !== undefined,
  };
}

interface Lane {
  readonly deps: IssuesDeps;
  readonly organization: IssueOrganization;
  readonly lane: number;
  readonly forMs: number;
  announce(): void;
}

/** Changes issues of its own, and returns how many changes it has made. */
async function work({ deps, organization, lane, forMs, announce }: Lane): Promise<number> {
  const { issues, buildings } = organization;
  const own = issues.filter((_, n) => n % lanes === lane);
  const begun = performance.now();
  let changes = 0;
  for (let turn = 1; performance.now() - begun < forMs; turn++) {
    const batch = deps.firestore.batch();
    const [former, latter] = [counter(), counter()];
    for (let n = 0; n < changesOfCommit; n++) {
      const index = changes % own.length;
      const before = own[index];
      const building = buildings[(changes + lane * 7) % buildings.length];
      if (!before || !building) throw new RangeError("There are issues and buildings.");
      const after = moved(before, building, severities[(changes + turn) % severities.length]);
      own[index] = after;
      former.add(countedOf(before));
      latter.add(countedOf(after));
      batch.set(deps.firestore.doc(`issues/${after.issue.id}`), { ...after.issue });
      changes++;
    }
    const change = driftOf(latter.counted, former.counted, Date.now());
    deps.statistics.repair(batch, organization.id, change?.sums ?? nothing);
    deps.heat.repair(batch, organization.id, change?.campuses ?? new Map());
    await batch.commit();
    for (let n = 0; n < changesOfCommit; n++) announce();
    await pause(Math.max(0, begun + turn * commitEveryMs - performance.now()));
  }
  return changes;
}

function moved({ issue }: Placed, building: Placed["building"], severity = issue.severity): Placed {
  const stamp = { updatedAt: toTimestamp(Date.now()), updatedBy: "bench-admin" };
  return { issue: changed(issue, { severity }, building, stamp) ?? issue, building };
}

const countedOf = ({ issue, building }: Placed): PlacedIssue => ({
  ...issue,
  buildingPosition: building.position,
});

const partsOf = ({ campuses, buildings, cells }: Omit<HeatmapUpdated, "full">): Map<string, number> =>
  new Map([
    ...campuses.map(({ campusId, open }) => [`campus ${campusId}`, open] as const),
    ...buildings.map(({ buildingId, open }) => [`building ${buildingId}`, open] as const),
    ...cells.map(({ cell, open }) => [`cell ${cell}`, open] as const),
  ]);

const mostWithin = (ms: number, times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
