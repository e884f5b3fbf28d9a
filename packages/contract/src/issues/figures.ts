import { z } from "zod";
import { channelKind, durable } from "../core/channelKind.js";
import { Segment, Timestamp } from "../core/ids.js";
import { Severity } from "./issues.js";
import { MapPosition } from "./places.js";

/** Heat at a moment: severities of open issues, each halved once a week, added up. */
const Heat = { intensity: z.number().nonnegative(), open: z.int().nonnegative() };

/** A square of the Web Mercator map by its quadkey, and the middle of it. */
export const HeatCell = z.object({ cell: z.string().regex(/^[0-3]{1,18}$/), ...MapPosition.shape, ...Heat });
export const BuildingHeat = z.object({ buildingId: Segment, ...Heat });
export const CampusHeat = z.object({ campusId: Segment, ...Heat });

export const Heatmap = z.object({
  /** When the intensities were so. */
  at: Timestamp,
  campuses: z.array(CampusHeat),
  buildings: z.array(BuildingHeat),
  cells: z.array(HeatCell),
});

/** `bbox` is west,south,east,north in degrees (RFC 7946 §5). Cells are as large as suits the map's `zoom`. */
export const ReadHeatmap = z.object({
  bbox: z
    .string()
    .regex(/^-?\d{1,3}(\.\d{1,15})?(,-?\d{1,3}(\.\d{1,15})?){3}$/, "must be west,south,east,north in degrees")
    .optional(),
  zoom: z.coerce.number().int().min(0).max(22).default(18),
});

const Count = z.int().nonnegative();
const Counts = z.record(z.string(), Count);

export const IssueStatistics = z.object({
  open: Count,
  resolved: Count,
  /** Of those that are open. */
  bySeverity: z.record(Severity, Count),
  byCategory: Counts,
  byBuilding: Counts,
  /** Of those that are resolved; null if there are none. */
  meanMsToResolve: z.number().nonnegative().nullable(),
  /** Created and resolved on each of the last 30 days (UTC), oldest first. */
  trend: z.array(z.object({ date: z.iso.date(), created: Count, resolved: Count })),
  at: Timestamp,
});

/** What has changed since the last one, or all of it. An intensity of 0 ends a cell or a building. */
export const HeatmapUpdated = Heatmap.extend({ full: z.boolean() });

const keysOfHeat = ({ campuses, buildings, cells }: z.infer<typeof HeatmapUpdated>): string[] => [
  ...campuses.map(({ campusId }) => `campus ${campusId}`),
  ...buildings.map(({ buildingId }) => `building ${buildingId}`),
  ...cells.map(({ cell }) => `cell ${cell}`),
];

const heat = {
  events: { "heatmap:updated": durable(HeatmapUpdated, { keys: keysOfHeat }) },
  history: 200,
  publish: { type: "server" },
  rate: { user: { perMinute: 600 } },
  presence: false,
} as const;

export const heatmapChannel = channelKind({
  name: "orgs/{organizationId}/heatmap",
  subscribe: { type: "organization", param: "organizationId" },
  ...heat,
});

/** The same of one campus: its cells, its buildings and itself. */
export const campusHeatmapChannel = channelKind({
  name: "campuses/{campusId}/heatmap",
  subscribe: { type: "resource", param: "campusId", of: "campus" },
  ...heat,
});

export const issueStatsChannel = channelKind({
  name: "orgs/{organizationId}/issue-stats",
  events: { "stats:updated": durable(IssueStatistics, { keys: () => ["stats"] }) },
  history: 50,
  subscribe: { type: "organization", param: "organizationId" },
  publish: { type: "server" },
  rate: { user: { perMinute: 600 } },
  presence: false,
});

export type HeatCell = z.infer<typeof HeatCell>;
export type BuildingHeat = z.infer<typeof BuildingHeat>;
export type CampusHeat = z.infer<typeof CampusHeat>;
export type Heatmap = z.infer<typeof Heatmap>;
export type HeatmapUpdated = z.infer<typeof HeatmapUpdated>;
export type ReadHeatmap = z.infer<typeof ReadHeatmap>;
export type IssueStatistics = z.infer<typeof IssueStatistics>;
