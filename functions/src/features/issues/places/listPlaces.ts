import type {
  Building,
  BuildingPage,
  Campus,
  CampusPage,
  ListBuildings,
  ListCampuses,
} from "@firecast/contract/issues/places";
import type { User } from "../../../platform/auth/user.js";
import { pageOf } from "../../../platform/firestore/listCursor.js";
import { timeCursor } from "../../../platform/firestore/pageByTime.js";
import type { IssuesDeps } from "../deps.js";
import { organizationOf, requireOwn } from "../rules/rights.js";

const afterOf = (cursor: string | undefined) => (cursor === undefined ? undefined : timeCursor.parse(cursor));

export async function listCampuses(
  { places }: IssuesDeps,
  { user, query: { limit, cursor } }: { user: User; query: ListCampuses },
): Promise<CampusPage> {
  const rows = await places.campusPage(organizationOf(user), limit, afterOf(cursor));
  return pageOf(
    rows,
    limit,
    ({ value }): Campus | undefined => value,
    ({ place }) => timeCursor.encode(place),
  );
}

export async function listBuildings(
  { places }: IssuesDeps,
  { user, query: { limit, cursor, campusId } }: { user: User; query: ListBuildings },
): Promise<BuildingPage> {
  const organizationId = organizationOf(user);
  if (campusId !== undefined) requireOwn(user, (await places.campus(campusId))?.value);
  const rows = await places.buildingPage({ organizationId, campusId }, limit, afterOf(cursor));
  return pageOf(
    rows,
    limit,
    ({ value }): Building | undefined => value,
    ({ place }) => timeCursor.encode(place),
  );
}
