import { channelOf } from "@firecast/contract/core/channel";
import { orgIssuesChannel } from "@firecast/contract/issues/issues";
import type { Building, Campus, CreateBuilding, CreateCampus } from "@firecast/contract/issues/places";
import type { Call } from "../../../platform/call.js";
import { toTimestamp } from "../../../platform/clock.js";
import { Problem } from "../../../platform/problems.js";
import type { IssuesDeps } from "../deps.js";
import { organizationOf, requireRight } from "../rules/rights.js";

/** Of an organization: a call that reads its whole map reads a document of each. */
export const mostCampuses = 90;
/** Of a campus: the document that holds its heat has room for so many. */
export const mostBuildings = 100;

export async function createCampus(
  { places, limits, ids, clock }: IssuesDeps,
  { user, draft, request }: Call<Campus> & { draft: CreateCampus },
): Promise<Campus> {
  const organizationId = organizationOf(user);
  requireRight(user, "direct");
  await limits.take(user.uid, channelOf(orgIssuesChannel, { organizationId }));
  if ((await places.countCampuses(organizationId)) >= mostCampuses) {
    throw new Problem("conflict", { detail: `An organization has at most ${mostCampuses} campuses.` });
  }
  const campus = { id: ids.next(), organizationId, ...draft, createdAt: toTimestamp(clock.now()) };
  await places.commit((batch) => {
    places.createCampus(batch, campus);
    request?.record(batch, campus);
  });
  return campus;
}

export async function createBuilding(
  { places, limits, ids, clock, inTurn }: IssuesDeps,
  { user, draft, request }: Call<Building> & { draft: CreateBuilding },
): Promise<Building> {
  const organizationId = organizationOf(user);
  requireRight(user, "direct");
  await limits.take(user.uid, channelOf(orgIssuesChannel, { organizationId }));
  const { campusId } = draft;
  const attempt = async (): Promise<Building> => {
    const [campus, count] = await Promise.all([places.campus(campusId), places.countBuildings(campusId)]);
    if (campus?.value.organizationId !== organizationId) {
      const detail = "is no campus of your organization";
      throw new Problem("invalid_request", { errors: [{ in: "body", pointer: "/campusId", detail }] });
    }
    if (count >= mostBuildings) {
      throw new Problem("conflict", { detail: `A campus has at most ${mostBuildings} buildings.` });
    }
    const building = { id: ids.next(), organizationId, ...draft, createdAt: toTimestamp(clock.now()) };
    await places.commit((batch) => {
      places.createBuilding(batch, building);
      request?.record(batch, building);
    });
    return building;
  };
  return inTurn(campusId, attempt, request);
}
