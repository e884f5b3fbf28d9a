import type { Heatmap, ReadHeatmap } from "@firecast/contract/issues/figures";
import type { User } from "../../../platform/auth/user.js";
import { Problem } from "../../../platform/problems.js";
import type { IssuesDeps } from "../deps.js";
import { organizationOf } from "../rules/rights.js";
import { type Box, levelAt } from "./cells.js";
import { heatmapOf } from "./heatmapOf.js";

export async function readHeatmap(
  { heat, clock }: IssuesDeps,
  { user, query: { bbox, zoom } }: { user: User; query: ReadHeatmap },
): Promise<Heatmap> {
  const box = bbox === undefined ? undefined : boxOf(bbox);
  const { campuses } = await heat.campuses(organizationOf(user));
  return heatmapOf(campuses, clock.now(), { box, level: levelAt(zoom) });
}

function boxOf(bbox: string): Box {
  const [west = 0, south = 0, east = 0, north = 0] = bbox.split(",").map(Number);
  const isOnEarth = [west, east].every((lng) => Math.abs(lng) <= 180) && south >= -90 && north <= 90;
  if (isOnEarth && south <= north) return [west, south, east, north];
  throw new Problem("invalid_request", {
    errors: [{ in: "query", pointer: "/bbox", detail: "must be west,south,east,north in degrees" }],
  });
}
