import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import type {
  Building,
  BuildingPage,
  Campus,
  CampusPage,
  ListBuildings,
  ListCampuses,
} from "@firecast/contract/issues/places";
import type { User } from "../../../platform/auth/user.js";
import { listCursor, pageOf } from "../../../platform/firestore/listCursor.js";
import type { IssuesDeps } from "../deps.js";
import { organizationOf, requireOwn } from "../rules/rights.js";

const placeCursor = listCursor(z.tuple([Timestamp, Segment]));

const afterOf = (cursor: string | undefined) =>
  cursor === undefined ? undefined : placeCursor.parse(cursor);

export async function listCampuses(
  { places }: IssuesDeps,
  { user, query: { limit, cursor } }: { user: User; query: ListCampuses },
): Promise<CampusPage> {
  const rows = await places.campusPage(organizationOf(user), limit, afterOf(cursor));
  return pageOf(
    rows,
    limit,
    ({ item }): Campus | undefined => item,
    ({ position }) => placeCursor.encode(position),
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
    ({ item }): Building | undefined => item,
    ({ position }) => placeCursor.encode(position),
  );
}
