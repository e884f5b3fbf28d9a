import type { User } from "../../platform/auth/user.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { requireVisible } from "./access.js";
import { takeOne } from "./createTool.js";
import type { ToolsDeps } from "./deps.js";

interface Use {
  readonly user: User;
  readonly toolId: string;
  readonly request?: IdempotentRequest<void> | undefined;
}

/** Counts a use. A user who may see a tool may use it. */
export async function useTool(deps: ToolsDeps, { user, toolId, request }: Use): Promise<void> {
  takeOne(deps, user);
  await retryOnConflict(request, async () => {
    await requireVisible(deps, user, toolId);
    await deps.store.commit((batch) => {
      deps.store.countUse(batch, toolId);
      request?.record(batch, undefined);
    });
  });
}
