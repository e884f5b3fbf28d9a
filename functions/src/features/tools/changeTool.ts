import type { ChangeTool, Tool } from "@firecast/contract/tools";
import type { User } from "../../platform/auth/user.js";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { requireOwned, requireVisible } from "./access.js";
import { limitMaker } from "./createTool.js";
import { changed } from "./decide.js";
import type { ToolsDeps } from "./deps.js";

export const readTool = async (
  deps: ToolsDeps,
  { user, toolId }: { user: User; toolId: string },
): Promise<Tool> => (await requireVisible(deps, user, toolId)).value;

interface ToolChange extends Call<Tool> {
  readonly toolId: string;
  readonly change: ChangeTool;
}

/** A new version, unless everything is so already. */
export async function changeTool(
  deps: ToolsDeps,
  { user, toolId, change, request }: ToolChange,
): Promise<Tool> {
  const { store, clock } = deps;
  await limitMaker(deps, user);
  return retryOnConflict(request, async () => {
    const seen = await requireOwned(deps, user, toolId);
    const next = changed(seen.value, change, toTimestamp(clock.now()));
    const tool = next ?? seen.value;
    if (next || request) {
      await store.commit((batch) => {
        if (next) store.updateTool(batch, seen, next);
        request?.record(batch, tool);
      });
    }
    return tool;
  });
}
