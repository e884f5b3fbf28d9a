import { assertNever } from "../../platform/assertNever.js";
import type { Setup, SetupTemplate } from "@firecast/contract/space/setup";
import type { SpaceTemplate } from "../../platform/setup/order.js";
import { progressOf } from "./progress.js";
import type { StoredSetup } from "./schema.js";
import { setupIdOf } from "./store.js";

/** A set-up as the members of the space see it. Undefined: the space was made before there were any. */
export function shown(spaceId: string, setup: StoredSetup | undefined): Setup {
  const { steps = [], createdBy, updatedAt } = setup ?? {};
  return {
    spaceId,
    pipelineId: setupIdOf(spaceId),
    status: setup ? statusOf(setup) : "completed",
    progress: progressOf(steps),
    steps,
    ...(createdBy !== undefined && { createdBy }),
    ...(updatedAt !== undefined && { updatedAt }),
  };
}

function statusOf({ phase, state }: StoredSetup): Setup["status"] {
  switch (state) {
    case "open":
      return phase === "make" ? "running" : "cancelling";
    case "done":
      return phase === "make" ? "completed" : "cancelled";
    case "aside":
      return "failed";
    default:
      return assertNever(state);
  }
}

/** A template as every user sees it; the address of its calendar is for those who manage feeds. */
export const shownTemplate = ({ name, tools = [], calendar, welcome }: SpaceTemplate): SetupTemplate => ({
  name,
  tools: [...tools],
  calendar: calendar !== undefined,
  ...(welcome !== undefined && { welcome }),
});
