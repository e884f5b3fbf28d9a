import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { minutes } from "../../../platform/clock.js";
import { derivedId } from "../../../platform/ids.js";
import type { WakeUp } from "../../../platform/wakeUps/wakeUps.js";
import type { StoredFiring } from "../schema.js";

export const retryKind = "automation_firing";
/** Payload of that wake-up. */
export const FiringRef = z.object({ spaceId: Segment, automationId: Segment, firingId: Segment });

const maxAttempts = 6;

/** How long after so many attempts the next one comes, ms: 1, 2, 4, 8 and 16 minutes. Undefined where it was the last. */
export const retryAfter = (attempts: number): number | undefined =>
  attempts < maxAttempts ? minutes(2 ** (attempts - 1)) : undefined;

export const retryWakeUp = (
  { spaceId, automationId, id: firingId }: Pick<StoredFiring, "spaceId" | "automationId" | "id">,
  dueAt: number,
): WakeUp => ({
  id: derivedId(retryKind, spaceId, automationId, firingId),
  kind: retryKind,
  dueAt,
  payload: { spaceId, automationId, firingId },
});
