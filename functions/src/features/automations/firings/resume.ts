import { onWakeUp, type WakeUpHandler } from "../../../platform/wakeUps/wakeUps.js";
import type { AutomationsDeps } from "../deps.js";
import { perform } from "./perform.js";
import { FiringRef, retryKind } from "./retry.js";

/** Tries again what is left of a firing. */
export const resumeFirings = (deps: AutomationsDeps): WakeUpHandler =>
  onWakeUp(retryKind, FiringRef, async ({ firingId, ...ref }) => {
    const seen = await deps.store.firing(ref, firingId);
    if (seen?.value.outcome === "running") await perform(deps, seen);
  });
