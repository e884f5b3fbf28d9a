import { isConflict } from "./grpc.js";
import type { IdempotentRequest } from "./idempotency.js";
import { Problem } from "../problems.js";
import { AlreadyCreated } from "./alreadyCreated.js";

/** Each lost race means that somebody else won one: five in a row are a crowd, and the caller may come back. */
const maxAttempts = 5;

interface Patience {
  attempts: number;
  /** Between two attempts, growing; with full jitter, so that rivals part. Default: none. */
  pause?: (lost: number) => Promise<unknown>;
}

/**
 * Runs an attempt that reads, decides and commits on condition that what it read is still so. If somebody else was
 * faster, it reads and decides anew.
 *
 * The repeat of a keyed request loses against its own first run, or is refused because of it: who has left is no member
 * any more. It is answered as the first one was.
 */
export async function retryOnConflict<T>(
  keyed: IdempotentRequest | undefined,
  attempt: () => Promise<T>,
  { attempts, pause }: Patience = { attempts: maxAttempts },
): Promise<T> {
  for (let lost = 0; lost < attempts; lost++) {
    try {
      return await attempt();
    } catch (error) {
      const refused = error instanceof Problem && error.status < 500;
      if (!refused && !isConflict(error)) throw error;
      if (keyed && (await keyed.recall())) throw new AlreadyCreated(keyed.record);
      if (refused) throw error;
      await pause?.(lost);
    }
  }
  throw new Problem("conflict", { detail: "Others are changing this right now. Try again." });
}
