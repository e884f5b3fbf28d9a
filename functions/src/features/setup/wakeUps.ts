import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import { derivedId } from "../../platform/ids.js";
import type { WakeUp } from "../../platform/wakeUps/wakeUps.js";

/** Payload of a wake-up that goes on with a set-up. */
export const SetupRef = z.object({ spaceId: Segment });

export const setupWakeUpKind = "space_setup";

export const setupWakeUp = (spaceId: string, dueAt: number): WakeUp => ({
  id: derivedId(setupWakeUpKind, spaceId),
  kind: setupWakeUpKind,
  dueAt,
  payload: { spaceId },
});
