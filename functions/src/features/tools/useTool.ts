import type { Call } from "../../platform/call.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { requireVisible } from "./access.js";
import { limitMaker } from "./createTool.js";
import type { ToolsDeps } from "./deps.js";

interface Use extends Call<void> {
  readonly toolId: string;
}

/** Counts a use. A user who may see a tool may use it. */
export async function useTool(deps: ToolsDeps, { user, toolId, request }: Use): Promise<void> {
  await limitMaker(deps, user);
  await retryOnConflict(request, async () => {
    await requireVisible(deps, user, toolId);
    await deps.store.commit((batch) => {
      deps.store.countUse(batch, toolId);
      request?.record(batch, undefined);
    });
  });
}
