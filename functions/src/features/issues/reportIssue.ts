import { channelOf } from "@firecast/contract/core/channel";
import { type CreateIssue, type Issue, orgIssuesChannel } from "@firecast/contract/issues/issues";
import type { Building, MapPosition } from "@firecast/contract/issues/places";
import type { User } from "../../platform/auth/user.js";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { Problem } from "../../platform/problems.js";
import { commitIssue } from "./commitIssue.js";
import type { IssuesDeps } from "./deps.js";
import { cellOf, distanceOf } from "./heatmap/cells.js";
import { newIssue } from "./rules/decide.js";
import { organizationOf, requireRight } from "./rules/rights.js";

/** Metres from the building. A position farther away is a mistake, such as latitude taken for longitude. */
const farthest = 50_000;

export async function reportIssue(
  deps: IssuesDeps,
  { user, draft, request }: Call<Issue> & { draft: CreateIssue },
): Promise<Issue> {
  const organizationId = organizationOf(user);
  requireRight(user, "report");
  await deps.limits.take(user.uid, channelOf(orgIssuesChannel, { organizationId }));
  const building = await requireBuilding(deps, user, draft.buildingId);
  requireNear(building, draft.position);
  await Promise.all([
    deps.room.requireCategory(organizationId, draft.category),
    draft.position && deps.room.requireCell(building.campusId, cellOf(draft.position)),
  ]);
  const reported = { id: deps.ids.next(), reporterId: user.uid, at: toTimestamp(deps.clock.now()) };
  const issue = newIssue(draft, building, reported);
  await commitIssue(deps, {
    event: { type: "issue:created", by: user.uid, data: issue },
    after: { issue, building },
    request,
    record: (batch) => request?.record(batch, issue),
  });
  return issue;
}

/** @throws Problem `invalid_request` for one that is not of the user's organization, as for one that does not exist. */
export async function requireBuilding(
  { places }: IssuesDeps,
  { organizationId }: User,
  buildingId: string,
): Promise<Building> {
  const building = (await places.building(buildingId))?.value;
  if (building && building.organizationId === organizationId) return building;
  const detail = "is no building of your organization";
  throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/buildingId", detail }] });
}

/** @throws Problem `invalid_request`. */
export function requireNear(building: Building, position: MapPosition | null | undefined): void {
  if (!position || distanceOf(building.position, position) <= farthest) return;
  const detail = `must be within ${farthest / 1000} km of the building`;
  throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/position", detail }] });
}
