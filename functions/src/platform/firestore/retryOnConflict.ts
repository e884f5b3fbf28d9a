import { isConflict } from "./grpc.js";
import type { IdempotentRequest } from "./idempotency.js";
import { Problem } from "../problems.js";
import { AlreadyCreated } from "./alreadyCreated.js";

/** Each lost race was won by another writer. After five in a row the caller is told to try again. */
const maxAttempts = 5;

interface Patience {
  attempts: number;
  /** Backoff between two attempts, with full jitter, so that rivals part. Default: none. */
  pause?: (lost: number) => Promise<unknown>;
}

/**
 * Optimistic concurrency: runs an attempt that reads, decides and commits on condition that what it read is still so. If
 * another writer was faster, it reads and decides anew.
 *
 * The repeat of a keyed request loses against its own first run, or is refused because of it: a user who has left is no
 * member any more. It is answered as the first one was.
 */
export async function retryOnConflict<T>(
  request: Pick<IdempotentRequest, "document" | "recall"> | undefined,
  attempt: () => Promise<T>,
  { attempts, pause }: Patience = { attempts: maxAttempts },
): Promise<T> {
  for (let lost = 0; lost < attempts; lost++) {
    try {
      return await attempt();
    } catch (error) {
      const refused = error instanceof Problem && error.status < 500;
      if (!refused && !isConflict(error)) throw error;
      if (request && (await request.recall())) throw new AlreadyCreated(request.document);
      if (refused) throw error;
      await pause?.(lost);
    }
  }
  throw new Problem("conflict", { detail: "Others are changing this right now. Try again." });
}
