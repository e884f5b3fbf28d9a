import { isConflict } from "../../platform/grpc.js";
import type { Keyed } from "../../platform/idempotency.js";
import { Problem } from "../../platform/problems.js";

/** Each lost race means that somebody else won one: five in a row are a crowd, and the caller may come back. */
const maxAttempts = 5;

/**
 * Runs an attempt that reads, decides and commits on condition that what it read is still so. If somebody else was
 * faster, it reads and decides anew. A repeat of a keyed request loses too, against its own first run: it is handed on
 * to be answered as that one was.
 */
export async function settle<T>(keyed: Keyed | undefined, attempt: () => Promise<T>): Promise<T> {
  for (let lost = 0; lost < maxAttempts; lost++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || (await keyed?.recall())) throw error;
    }
  }
  throw new Problem("conflict", { detail: "Others are changing this right now. Try again." });
}
