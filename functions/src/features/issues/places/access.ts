import { type Clock, minutes } from "../../../platform/clock.js";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import type { ResourceAccess } from "../../../realtime/index.js";
import { may } from "../rules/rights.js";
import type { PlacesStore } from "./store.js";

const remembered = 10_000;

/** Places never change hands: whose they are is remembered, and who belongs to it is in the claims. */
export function placeAccess({
  places,
  clock,
}: {
  places: Pick<PlacesStore, "campus" | "building">;
  clock: Clock;
}): ResourceAccess[] {
  const owned = (find: PlacesStore["campus"] | PlacesStore["building"]) => {
    const owners = lazyCache<string, { readonly organizationId: string }>({
      max: remembered,
      ttl: minutes(10),
      ttlResolution: 0,
      perf: clock,
    });
    return async (id: string): Promise<string | undefined> => {
      const known = owners.get(id) ?? (await find(id))?.value;
      if (known) owners.set(id, { organizationId: known.organizationId });
      return known?.organizationId;
    };
  };
  const [ownerOfCampus, ownerOfBuilding] = [owned(places.campus), owned(places.building)];
  return [
    {
      of: "campus",
      mayRead: async (user, id) =>
        user?.organizationId !== undefined && (await ownerOfCampus(id)) === user.organizationId,
    },
    {
      of: "building",
      mayRead: async (user, id) =>
        user?.organizationId !== undefined && (await ownerOfBuilding(id)) === user.organizationId,
      mayWrite: async (user, id) =>
        may(user, "direct") && (await ownerOfBuilding(id)) === user.organizationId,
    },
  ];
}
