import { type Firestore, Timestamp as FirestoreTimestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Timestamp } from "@firecast/contract/ids";
import type { NotificationType } from "@firecast/contract/notifications";
import { type Clock, hours, seconds, toTimestamp } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { within } from "../../platform/firestore/grpc.js";
import { derivedId } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { Problem } from "../../platform/problems.js";
import { decode } from "../../platform/firestore/versioned.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import type { SpacesActions } from "../spaces/actions.js";

/** More recipients than that at once are paid for out of a budget, unless an owner or admin of the space tells them. */
export const largeAudience = 100;
/** How many times a plain member may tell so many within the window. */
export const tellingsPerWindow = 5;
const window = hours(1);
const readWithin = seconds(5);

const Spent = z.object({ told: z.array(z.object({ id: z.string(), at: Timestamp })) });

export interface Telling {
  readonly spaceId: string;
  readonly actor: string;
  readonly type: NotificationType;
  readonly cause: string;
}

/** Whether this may be told to a large audience. The same telling is paid for once, however often it is asked about. */
export type Budget = (telling: Telling) => Promise<boolean>;

interface Deps {
  firestore: Firestore;
  spaces: Pick<SpacesActions, "requireMember">;
  clock: Clock;
  log: Log;
}

export function audienceBudget({ firestore, spaces, clock, log }: Deps): Budget {
  const commit = committer(firestore, "a budget");

  const isManager = async ({ actor, spaceId }: Telling): Promise<boolean> => {
    try {
      return (await spaces.requireMember(actor, spaceId)).role !== "member";
    } catch (error) {
      if (error instanceof Problem && error.code === "not_found") return false;
      throw error;
    }
  };

  return async (telling) => {
    if (await isManager(telling)) return true;
    const { spaceId, actor, type, cause } = telling;
    const reference = firestore.doc(`audienceBudgets/${derivedId(spaceId, actor)}`);
    const id = derivedId(type, cause);
    return retryOnConflict(undefined, async () => {
      const snapshot = await within(readWithin, "read of a budget", reference.get());
      const seen = decode(Spent, snapshot, log);
      const now = clock.now();
      const told = (seen?.value.told ?? []).filter(({ at }) => Date.parse(at) > now - window);
      if (told.some((earlier) => earlier.id === id)) return true;
      if (told.length >= tellingsPerWindow) return false;
      const expireAt = FirestoreTimestamp.fromMillis(now + window);
      const spent = { told: [...told, { id, at: toTimestamp(now) }], expireAt };
      await commit((batch) => {
        if (seen) batch.update(reference, spent, { lastUpdateTime: seen.version });
        else batch.create(reference, spent);
      });
      return true;
    });
  };
}
