import type { Building, Campus, ChangeBuilding, ChangeCampus } from "@firecast/contract/issues/places";
import type { User } from "../../../platform/auth/user.js";
import type { Call } from "../../../platform/call.js";
import { notFound, Problem } from "../../../platform/problems.js";
import { countWrite } from "../countWrite.js";
import type { IssuesDeps } from "../deps.js";
import { cellOf, isSamePlace } from "../heatmap/cells.js";
import { requireOwn, requireRight } from "../rules/rights.js";

/** Open issues of a building that can be taken along to another place: all of them are read. */
const mostMoved = 2000;

export async function changeCampus(
  deps: IssuesDeps,
  { user, campusId, change, request }: Call<Campus> & { campusId: string; change: ChangeCampus },
): Promise<Campus> {
  await countWrite(deps, user);
  const attempt = async (): Promise<Campus> => {
    const seen = await requirePlace(user, deps.places.campus(campusId));
    const campus = changed(seen.value, change);
    await deps.places.commit((batch) => {
      deps.places.changeCampus(batch, seen, campus);
      request?.record(batch, campus);
    });
    return campus;
  };
  return deps.inTurn(campusId, attempt, request);
}

/** Its issues that say no position of their own are on the map where it is, from the same commit on. */
export async function changeBuilding(
  deps: IssuesDeps,
  { user, buildingId, change, request }: Call<Building> & { buildingId: string; change: ChangeBuilding },
): Promise<Building> {
  const { places, heat, store, room } = deps;
  await countWrite(deps, user);
  const attempt = async (): Promise<Building> => {
    const seen = await requirePlace(user, places.building(buildingId));
    const building = changed(seen.value, change);
    const { position: to, campusId } = building;
    const isMoved = !isSamePlace(seen.value.position, to);
    // Read before the issues: what becomes of one meanwhile is another version.
    const warmth = isMoved ? await heat.campus(campusId) : undefined;
    const issues = warmth ? await store.open("buildingId", buildingId, mostMoved + 1) : [];
    if (issues.length > mostMoved)
      throw new Problem("conflict", {
        detail: `It has more than ${mostMoved} open issues: it cannot be moved.`,
      });
    if (issues.length > 0) await room.requireCell(campusId, cellOf(to));
    await places.commit((batch) => {
      places.changeBuilding(batch, seen, building);
      if (warmth) heat.move(batch, warmth, { building: seen.value, to, issues });
      request?.record(batch, building);
    });
    return building;
  };
  return deps.inTurn(buildingId, attempt, request);
}

const changed = <Place extends Campus | Building>(place: Place, change: ChangeCampus): Place => {
  const { name = place.name, position = place.position } = change;
  return { ...place, name, position };
};

/** @throws Problem `not_found`, and `forbidden` for a user of the organization who may not change places. */
export async function requirePlace<Seen extends { readonly value: Campus | Building }>(
  user: User,
  reading: Promise<Seen | undefined>,
): Promise<Seen> {
  const seen = await reading;
  if (!seen) throw notFound();
  requireOwn(user, seen.value);
  requireRight(user, "direct");
  return seen;
}
