import type { z } from "zod";
import type { Log } from "../log.js";
import { type DeadLetters, reasonOf } from "./deadLetters.js";

/** What `onTaskDispatched` hands over, as far as it matters here. */
export interface TaskRequest {
  readonly data: unknown;
  /** How often it was tried before: 0 the first time, and absent if somebody calls the function by hand. */
  readonly retryCount?: number;
}

interface Options<P extends z.ZodType> {
  /** The name of the function, which is its queue's. */
  queue: string;
  payload: P;
  /** How often it is tried. The queue has to try `spareAttempts` times more. */
  maxAttempts: number;
  act: (payload: z.infer<P>) => Promise<void>;
  deadLetters: Pick<DeadLetters, "put">;
  log: Log;
}

/** For `retryConfig.maxAttempts`: tries beyond the last one, in case a process dies before it has put the task aside. */
export const spareAttempts = 3;

/**
 * What a function does with a task: acts, fails for another try, and after the last one puts the task aside. What cannot
 * be read will not become readable, and is put aside at once.
 */
export const taskHandler =
  <P extends z.ZodType>({ queue, payload: schema, maxAttempts, act, deadLetters, log }: Options<P>) =>
  async ({ data, retryCount = 0 }: TaskRequest): Promise<void> => {
    const attempts = retryCount + 1;
    const putAside = async (error: unknown): Promise<void> => {
      log.error("task.put_aside", error, { queue, attempts });
      await deadLetters.put({ queue, payload: data, reason: reasonOf(error), attempts });
    };

    const parsed = schema.safeParse(data);
    if (!parsed.success) return putAside(parsed.error);
    // The last attempt ended without a word: whatever killed the process may do so again.
    if (attempts > maxAttempts)
      return putAside(new Error("every attempt failed, the last one without an answer"));
    try {
      await act(parsed.data);
    } catch (error) {
      if (attempts >= maxAttempts) return putAside(error);
      log.warn("task.failed", { queue, attempts, reason: reasonOf(error) });
      throw error;
    }
  };
