import { type Firestore, Timestamp as FirestoreTimestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Timestamp } from "@firecast/contract/core/ids";
import { type Clock, hours, toTimestamp } from "../../platform/clock.js";
import { commit } from "../../platform/firestore/commit.js";
import { readDocument } from "../../platform/firestore/read.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { putVersion } from "../../platform/firestore/versioned.js";
import { derivedId } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { Problem } from "../../platform/problems.js";
import type { SpacesActions } from "../spaces/actions.js";
import { budgetDocument } from "./paths.js";

/** More recipients than that at once are paid for out of a budget, unless an owner or admin of the space tells them. */
export const largeAudience = 100;
/** How many times a plain member may tell so many within the window. */
export const tellingsPerWindow = 5;
const window = hours(1);

const Spent = z.object({ told: z.array(z.object({ id: z.string(), at: Timestamp })) });

/** A notice to a large audience of a space. */
export interface Telling {
  readonly spaceId: string;
  readonly actor: string;
  readonly type: string;
  readonly cause: string;
}

interface Deps {
  firestore: Firestore;
  spaces: Pick<SpacesActions, "requireMember">;
  clock: Clock;
  log: Log;
}

/** Pays for a notice to a large audience: false if the actor's budget is spent. The same notice is paid for once. */
export async function payForAudience(deps: Deps, telling: Telling): Promise<boolean> {
  if (await isManager(deps, telling)) return true;
  const { firestore, clock, log } = deps;
  const { spaceId, actor, type, cause } = telling;
  const reference = budgetDocument.document(firestore, { budgetId: derivedId(spaceId, actor) });
  const id = derivedId(type, cause);
  return retryOnConflict(undefined, async () => {
    const seen = await readDocument(Spent, reference, log);
    const now = clock.now();
    const told = (seen?.value.told ?? []).filter(({ at }) => Date.parse(at) > now - window);
    if (told.some((earlier) => earlier.id === id)) return true;
    if (told.length >= tellingsPerWindow) return false;
    const expireAt = FirestoreTimestamp.fromMillis(now + window);
    const spent = { told: [...told, { id, at: toTimestamp(now) }], expireAt };
    await commit(firestore, "a budget", (batch) => putVersion(batch, reference, seen, spent));
    return true;
  });
}

async function isManager({ spaces }: Deps, { actor, spaceId }: Telling): Promise<boolean> {
  try {
    return (await spaces.requireMember(actor, spaceId)).role !== "member";
  } catch (error) {
    if (error instanceof Problem && error.code === "not_found") return false;
    throw error;
  }
}
