import { Timestamp } from "firebase-admin/firestore";
import { counter } from "../src/features/issues/recount/counted.js";
import { newIssue } from "../src/features/issues/rules/decide.js";
import { indexOf } from "../src/features/issues/rules/words.js";

const madeAt = "2026-01-05T09:00:00.000Z";
const lastReport = Date.parse("2026-11-20T18:00:00Z");
const hour = 3_600_000;

const sites = [
  {
    ...{ organizationId: "northside", id: "northside-park", name: "Park" },
    position: { lat: 48.1502, lng: 11.5803 },
    buildings: ["Main hall", "Library", "Laboratories", "Canteen"],
    issues: 90,
  },
  {
    ...{ organizationId: "northside", id: "northside-river", name: "River" },
    position: { lat: 48.1312, lng: 11.5901 },
    buildings: ["Workshop", "Boathouse", "Sports hall"],
    issues: 60,
  },
  {
    ...{ organizationId: "elsewhere", id: "elsewhere-harbour", name: "Harbour" },
    position: { lat: 53.5432, lng: 9.9662 },
    buildings: ["Office", "Warehouse", "Pier"],
    issues: 50,
  },
];

const people = {
  northside: { reporters: ["bob", "alice", "dana"], assignees: ["bob", "alice"], manager: "alice" },
  elsewhere: { reporters: ["carol"], assignees: ["carol"], manager: "carol" },
};

const troubles = [
  ["lift", "The lift is stuck", "It stops between two floors.", "Oiled, and the sensor replaced"],
  ["plumbing", "Water on the floor", "A pipe under the sink leaks.", "A new seal"],
  ["heating", "Too cold to work", "The radiators do not get warm.", "Aired, and the valve opened"],
  ["electrical", "A lamp flickers", "It has done so since the morning.", "The tube is new"],
  ["door", "The door does not close", "It stands open at night.", "The hinge is straight again"],
  ["network", "No network", "The outlet by the window is dead.", "Patched in the cabinet"],
  ["cleaning", "Broken glass", "Somebody could step into it.", "Swept"],
];
const severities = ["low", "medium", "medium", "high", "low", "medium", "critical"];
/** Of ten issues of the same age. */
const fates = [
  "resolved",
  "resolved",
  "open",
  "assigned",
  "resolved",
  "in_progress",
  "open",
  "resolved",
  "open",
  "assigned",
];

const number = (n) => String(n).padStart(3, "0");

/** Some metres to either side: the same in each seed. */
const near = ({ lat, lng }, n) => ({
  lat: round(lat + (((n * 7) % 9) - 4) * 0.00025),
  lng: round(lng + (((n * 5) % 11) - 5) * 0.0003),
});
const round = (degrees) => Math.round(degrees * 1e6) / 1e6;

function buildingsOf({ id: campusId, organizationId, position, buildings }) {
  return buildings.map((name, n) => ({
    id: `${campusId}-${n + 1}`,
    ...{ organizationId, campusId, name },
    position: { lat: round(position.lat + n * 0.0012), lng: round(position.lng + (n % 2) * 0.0018) },
    createdAt: madeAt,
  }));
}

function issuesOf(site) {
  const buildings = buildingsOf(site);
  const { reporters, assignees, manager } = people[site.organizationId];
  return Array.from({ length: site.issues }, (_, n) => {
    const building = buildings[(n + Math.floor(n / buildings.length)) % buildings.length];
    const [category, title, description] = troubles[n % troubles.length];
    const reportedAt = lastReport - n * 13 * hour - site.issues * 60_000;
    const draft = {
      ...{ title, description, category, severity: severities[(n * 5) % severities.length] },
      ...{ buildingId: building.id, floor: n % 5 },
      ...(n % 3 === 0 && { position: near(building.position, n) }),
    };
    const reported = newIssue(draft, building, {
      id: `${site.id}-issue-${number(n + 1)}`,
      reporterId: reporters[n % reporters.length],
      at: iso(reportedAt),
    });
    const issue = { ...reported, ...fateOf(n, reportedAt) };
    return { issue, building };
  });

  function fateOf(n, reportedAt) {
    const status = fates[n % fates.length];
    if (status === "open") return {};
    const assigneeId = assignees[n % assignees.length];
    const begun = { status, assigneeId, updatedAt: iso(reportedAt + 2 * hour), updatedBy: manager };
    if (status !== "resolved") return begun;
    const resolvedAt = iso(reportedAt + (3 + (n % 20)) * hour);
    return { ...begun, resolution: troubles[n % troubles.length][3], resolvedAt, updatedAt: resolvedAt };
  }
}

const iso = (time) => new Date(time).toISOString();

/** Campuses, buildings and 200 issues of two organizations, with the figures that they add up to: path → document. */
export const demoIssues = Object.fromEntries(
  Object.keys(people).flatMap((organizationId) => {
    const own = sites.filter((site) => site.organizationId === organizationId);
    const placed = own.flatMap(issuesOf);
    return [
      ...own.flatMap((site) => [
        [
          `campuses/${site.id}`,
          { id: site.id, organizationId, name: site.name, position: site.position, createdAt: madeAt },
        ],
        ...buildingsOf(site).map((building) => [`buildings/${building.id}`, building]),
      ]),
      ...placed.map(({ issue }) => [`issues/${issue.id}`, { ...issue, words: indexOf(issue) }]),
      ...figuresOf(organizationId, placed),
    ];
  }),
);

function figuresOf(organizationId, placed) {
  const count = counter();
  for (const { issue, building } of placed) count.add({ ...issue, buildingPosition: building.position });
  const at = Timestamp.fromMillis(lastReport);
  const { sums, campuses } = count.counted;
  const dated = (piles) => Object.fromEntries([...piles].map(([key, pile]) => [key, { ...pile, at }]));
  return [
    [`issueStatistics/${organizationId}`, { organizationId, ...sums, at, due: true }],
    ...[...campuses].map(([campusId, { open, warmth, buildings, cells }]) => [
      `issueHeat/${campusId}`,
      { campusId, organizationId, open, warmth, at, buildings: dated(buildings), cells: dated(cells) },
    ]),
  ];
}
