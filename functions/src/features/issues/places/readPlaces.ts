import type { Building, Campus } from "@firecast/contract/issues/places";
import type { User } from "../../../platform/auth/user.js";
import type { IssuesDeps } from "../deps.js";
import { requireOwn } from "../rules/rights.js";

type Places = Pick<IssuesDeps, "places">;

export const readCampus = async (
  { places }: Places,
  { user, campusId }: { user: User; campusId: string },
): Promise<Campus> => requireOwn(user, (await places.campus(campusId))?.value);

export const readBuilding = async (
  { places }: Places,
  { user, buildingId }: { user: User; buildingId: string },
): Promise<Building> => requireOwn(user, (await places.building(buildingId))?.value);
