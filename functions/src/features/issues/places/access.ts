import { type Clock, seconds } from "../../../platform/clock.js";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import type { ResourceAccess } from "../../../realtime/index.js";
import { may } from "../rules/rights.js";
import type { PlacesStore } from "./store.js";

const remembered = 10_000;
const trustFor = seconds(1);

/** Whose a place is, as of at most 1 s ago; who belongs to an organization is in the claims. */
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
      ttl: trustFor,
      ttlResolution: 0,
      perf: clock,
    });
    return {
      ownerOf: async (id: string): Promise<string | undefined> => {
        const known = owners.get(id);
        if (known) return known.organizationId;
        const found = (await find(id))?.value;
        if (found) owners.set(id, { organizationId: found.organizationId });
        return found?.organizationId;
      },
      forget: (id: string): void => void owners.delete(id),
    };
  };
  const [campuses, buildings] = [owned(places.campus), owned(places.building)];
  return [
    {
      of: "campus",
      mayRead: async (user, id) =>
        user?.organizationId !== undefined && (await campuses.ownerOf(id)) === user.organizationId,
      forget: campuses.forget,
    },
    {
      of: "building",
      mayRead: async (user, id) =>
        user?.organizationId !== undefined && (await buildings.ownerOf(id)) === user.organizationId,
      mayWrite: async (user, id) =>
        may(user, "direct") && (await buildings.ownerOf(id)) === user.organizationId,
      forget: buildings.forget,
    },
  ];
}
