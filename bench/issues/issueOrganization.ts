import { Timestamp } from "../../functions/node_modules/firebase-admin/lib/firestore/index.js";
import { type Issue, severities } from "@firecast/contract/issues/issues";
import type { Building } from "@firecast/contract/issues/places";
import { type IssuesDeps, issuesDeps } from "../../functions/src/features/issues/deps.js";
import type { Placed } from "../../functions/src/features/issues/heatmap/store.js";
import { counter, driftOf, storedFigures } from "../../functions/src/features/issues/recount/counted.js";
import { countAll } from "../../functions/src/features/issues/recount/countAll.js";
import { newIssue } from "../../functions/src/features/issues/rules/decide.js";
import { indexOf } from "../../functions/src/features/issues/rules/words.js";
import type { Account } from "../../functions/src/platform/auth/account.js";
import type { User } from "../../functions/src/platform/auth/user.js";
import { systemClock, toTimestamp } from "../../functions/src/platform/clock.js";
import { connectFirebase } from "../../functions/src/platform/firebase.js";
import { randomIds, systemRandom } from "../../functions/src/platform/ids.js";
import { readSettings } from "../../functions/src/platform/params.js";
import type { Packet } from "../../functions/src/realtime/bus/message.js";
import { realtimeLog } from "../../functions/src/realtime/index.js";

const silent = { info: () => undefined, warn: () => undefined, error: console.error };
const firebase = connectFirebase(readSettings());
const nothingToClose = { close: () => Promise.resolve() };

/** As many campuses as an organization may have. */
const campuses = 90;
const buildingsOfCampus = 2;

/** A backend of which only the features' parts are built. Its bus has no listener: what it is told is counted. */
export function anIssueBackend() {
  const settings = readSettings();
  const common = { clock: systemClock, ids: randomIds, random: systemRandom, log: silent };
  const told = { messages: 0, bytes: 0 };
  const bus = {
    publish: (_: number, { attributes, data }: Packet) => {
      told.messages++;
      told.bytes += data.length + Object.entries(attributes).flat().join("").length;
      return Promise.resolve();
    },
    subscribe: () => Promise.resolve(nothingToClose),
    ...nothingToClose,
  };
  const log = realtimeLog({ firestore: firebase.firestore, bus, settings, ...common });
  const limits = { take: () => Promise.resolve() };
  const deps = (organizationId: string): IssuesDeps =>
    issuesDeps({
      ...{ firebase, publisher: log.publisher, limits, ...common },
      directory: {
        find: (uids) => Promise.resolve(new Map(uids.map((uid) => [uid, worker(uid, organizationId)]))),
      },
    });
  return { deps, reader: log.reader, told };
}

const worker = (uid: string, organizationId: string): Account => ({
  ...{ uid, organizationId, email: undefined, emailVerified: false, disabled: false, displayName: uid },
  ...{ photoUrl: undefined, validAfter: 0, role: "member", operator: false },
});

/** An organization with 90 campuses of two buildings each. */
export interface IssueOrganization {
  readonly id: string;
  readonly admin: User;
  readonly buildings: readonly Building[];
  /** The issues that it was filled with. */
  readonly issues: readonly Placed[];
}

/** Writes so many issues, and the figures that they add up to. */
export async function issueOrganization(count: number): Promise<IssueOrganization> {
  const { firestore } = firebase;
  const id = randomIds.next();
  const buildings = Array.from({ length: campuses * buildingsOfCampus }, (_, n) => aBuilding(n, id));
  const issues = Array.from({ length: count }, (_, n): Placed => {
    const building = buildings[n % buildings.length];
    if (!building) throw new RangeError("There are buildings.");
    return { issue: anIssue(n, building, `${id}-${n}`), building };
  });
  const counts = counter();
  const writer = firestore.bulkWriter();
  for (const building of buildings) void writer.create(firestore.doc(`buildings/${building.id}`), building);
  for (const { issue, building } of issues) {
    counts.add({ ...issue, buildingPosition: building.position });
    void writer.create(firestore.doc(`issues/${issue.id}`), { ...issue, words: indexOf(issue) });
  }
  const at = Timestamp.now();
  const { sums, campuses: piles } = counts.counted;
  void writer.create(firestore.doc(`issueStatistics/${id}`), { organizationId: id, ...sums, at });
  const dated = (entries: ReadonlyMap<string, object>) =>
    Object.fromEntries([...entries].map(([key, pile]) => [key, { ...pile, at }]));
  for (const [campusId, { open, warmth, ...maps }] of piles) {
    const places = { buildings: dated(maps.buildings), cells: dated(maps.cells) };
    const heat = { campusId, organizationId: id, open, warmth, at, ...places };
    void writer.create(firestore.doc(`issueHeat/${campusId}`), heat);
  }
  await writer.close();
  const admin: User = {
    ...{ uid: "bench-admin", organizationId: id, role: "admin", operator: false, emailVerified: true },
    ...{ signedInAt: 0, expiresAt: Number.MAX_SAFE_INTEGER, asOf: 0 },
  };
  return { id, admin, buildings, issues };
}

/** What the stored figures differ by from a recount; undefined where they are the same. */
export async function driftIn({ recounts, statistics, heat }: IssuesDeps, organizationId: string) {
  const { now } = await recounts.last(organizationId);
  const { counted } = await countAll(recounts, recounts.asOf(now), organizationId);
  const sums = await statistics.sums(organizationId);
  if (!sums) throw new Error("There are figures.");
  const stored = await heat.campuses(organizationId);
  return driftOf(counted, storedFigures(sums.value, stored.campuses), Date.now());
}

function aBuilding(n: number, organizationId: string): Building {
  const campus = Math.floor(n / buildingsOfCampus);
  const row = Math.floor(campus / 10);
  return {
    id: `${organizationId}-${n}`,
    ...{ organizationId, campusId: `${organizationId}-c${campus}`, name: `House ${n}` },
    position: { lat: 48 + (campus % 10) / 50 + (n % 2) / 500, lng: 11.5 + row / 50 },
    createdAt: "2026-01-05T09:00:00.000Z",
  };
}

const categories = ["lift", "door", "plumbing", "heating", "network"];
const day = 24 * 3_600_000;

/** Of ten, three are resolved and three are assigned. */
function anIssue(n: number, building: Building, id: string): Issue {
  const at = toTimestamp(Date.now() - (n % 60) * day - n);
  const category = categories[n % categories.length] ?? "lift";
  const draft = {
    ...{ title: `The ${category} is stuck`, description: `It has number${n % 100}.`, category },
    ...{ severity: severities[n % severities.length] ?? "low", buildingId: building.id },
  };
  const issue = newIssue(draft, building, { id, reporterId: `reporter-${n % 50}`, at });
  const kind = (n + Math.floor(n / 180)) % 10;
  if (kind < 3)
    return { ...issue, status: "resolved", resolution: "done", resolvedAt: toTimestamp(Date.now()) };
  return kind < 6 ? { ...issue, status: "assigned", assigneeId: `worker-${n % 10}` } : issue;
}
