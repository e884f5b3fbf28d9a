import { toTimestamp } from "../../../platform/clock.js";
import type { Call } from "../../../platform/call.js";
import { Problem } from "../../../platform/problems.js";
import { countWrite } from "../countWrite.js";
import type { IssuesDeps } from "../deps.js";
import { requirePlace } from "./changePlaces.js";

/*
 * A place with open issues is not deleted. Those that were resolved in it stay, and show where that was; so a deleted building is
 * kept beside the others. An issue that is reported in the moment in which its building is deleted can be moved, resolved and
 * deleted as any other.
 */

/** @throws Problem `not_found`, `forbidden`, `conflict` while issues are open in it. */
export async function deleteBuilding(
  deps: IssuesDeps,
  { user, buildingId, request }: Call<void> & { buildingId: string },
): Promise<void> {
  const { places, publisher, clock } = deps;
  await countWrite(deps, user);
  const attempt = async (): Promise<void> => {
    const seen = await requirePlace(user, places.building(buildingId));
    await requireNoneOpen(deps, "buildingId", buildingId);
    await places.commit((batch) => {
      places.deleteBuilding(batch, seen, toTimestamp(clock.now()));
      request?.record(batch, undefined);
    });
  };
  await deps.inTurn(buildingId, attempt, request);
  await publisher.accessChanged("buildingId", buildingId);
}

/** With its buildings and its map. @throws as `deleteBuilding`. */
export async function deleteCampus(
  deps: IssuesDeps,
  { user, campusId, request }: Call<void> & { campusId: string },
): Promise<void> {
  const { places, heat, publisher, clock } = deps;
  await countWrite(deps, user);
  const attempt = async (): Promise<string[]> => {
    const seen = await requirePlace(user, places.campus(campusId));
    const [buildings, warmth] = await Promise.all([places.buildingsOf(campusId), heat.campus(campusId)]);
    // Read last: an issue that is opened later changes the map.
    await requireNoneOpen(deps, "campusId", campusId);
    await places.commit((batch) => {
      places.deleteCampus(batch, seen);
      for (const building of buildings) places.deleteBuilding(batch, building, toTimestamp(clock.now()));
      if (warmth) heat.remove(batch, warmth);
      request?.record(batch, undefined);
    });
    return buildings.map(({ value }) => value.id);
  };
  const buildingIds = await deps.inTurn(campusId, attempt, request);
  await Promise.all([
    publisher.accessChanged("campusId", campusId),
    ...buildingIds.map((buildingId) => publisher.accessChanged("buildingId", buildingId)),
  ]);
}

async function requireNoneOpen(
  { store }: IssuesDeps,
  place: "buildingId" | "campusId",
  id: string,
): Promise<void> {
  const [open] = await store.open(place, id, 1);
  if (!open) return;
  const what = place === "campusId" ? "campus" : "building";
  throw new Problem("conflict", {
    detail: `The ${what} has open issues: resolve, move or delete them first.`,
  });
}
