import { Timestamp } from "firebase-admin/firestore";
import { lazyCache } from "../../../platform/concurrency/lazyCache.js";
import { type Changes, changesBetween, changesSince, commitWithin } from "./changes.js";
import type { CampusWarmth, HeatStore } from "./store.js";

/** Campuses as they were at one moment. */
interface Seen {
  readonly campuses: readonly CampusWarmth[];
  readonly asOf: Timestamp;
}

/** What has changed since the readers were told. */
export interface HeatNews extends Seen {
  readonly changes: Changes | undefined;
}

interface Wanted {
  /** As of when was told last. */
  readonly since: Timestamp | undefined;
  readonly isFull: boolean;
}

/** Maps that an instance remembers. */
const remembered = 50;

/**
 * What has become of the heat of an organization, or of a campus. This instance remembers what it has seen last: it reads
 * only those campuses again that may have changed since, and tells what differs. All of them are needed to tell a change: a
 * cell may have issues of several.
 */
export function heatView({ campuses: read, campus: readCampus }: Pick<HeatStore, "campuses" | "campus">) {
  const seen = lazyCache<string, Seen>({ max: remembered });

  const newsOf = (key: string, now: Seen, { since }: Wanted): HeatNews => {
    const known = seen.get(key);
    seen.set(key, now);
    if (!since) return { ...now, changes: undefined };
    // What is newer than what was told does not show all that is to be told.
    const isEarlier = known !== undefined && known.asOf.valueOf() <= since.valueOf();
    const changes = isEarlier
      ? changesBetween(known.campuses, now.campuses)
      : changesSince(since.toMillis(), now.campuses);
    return { ...now, changes };
  };

  const look = async (organizationId: string, known: Seen | undefined): Promise<Seen> => {
    if (!known) return read(organizationId);
    const since = Timestamp.fromMillis(known.asOf.toMillis() - commitWithin);
    const { campuses: changed, asOf } = await read(organizationId, since);
    const newer = new Set(changed.map(({ campusId }) => campusId));
    return {
      campuses: [...known.campuses.filter(({ campusId }) => !newer.has(campusId)), ...changed],
      asOf,
    };
  };

  return {
    ofOrganization: async (organizationId: string, wanted: Wanted): Promise<HeatNews> => {
      const key = `organization ${organizationId}`;
      return newsOf(key, await look(organizationId, wanted.isFull ? undefined : seen.get(key)), wanted);
    },

    /** Undefined for one that has never had an issue. */
    ofCampus: async (campusId: string, wanted: Wanted): Promise<HeatNews | undefined> => {
      const campus = await readCampus(campusId);
      return (
        campus && newsOf(`campus ${campusId}`, { campuses: [campus.value], asOf: campus.version }, wanted)
      );
    },
  };
}
