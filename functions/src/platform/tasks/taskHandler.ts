import type { z } from "zod";
import type { Log } from "../log.js";
import { type DeadLetters, reasonOf } from "./deadLetters.js";

/** What `onTaskDispatched` hands over, as far as it matters here. */
export interface TaskRequest {
  readonly data: unknown;
}

interface Options<P extends z.ZodType> {
  /** The name of the function, which is its queue's. */
  queue: string;
  payload: P;
  act: (payload: z.infer<P>) => Promise<void>;
  deadLetters: Pick<DeadLetters, "put">;
  log: Log;
}

/**
 * What a function does with a task: acts, and fails for another try. The work itself is a document that counts its own
 * attempts and that a sweep finds: a task may vanish, and counts attempts that never reached the function. What cannot be
 * read will not become readable, and is put aside at once.
 */
export const taskHandler =
  <P extends z.ZodType>({ queue, payload: schema, act, deadLetters, log }: Options<P>) =>
  async ({ data }: TaskRequest): Promise<void> => {
    const parsed = schema.safeParse(data);
    if (!parsed.success) {
      log.error("task.put_aside", parsed.error, { queue });
      return deadLetters.put({ queue, payload: data, reason: reasonOf(parsed.error), attempts: 1 });
    }
    try {
      await act(parsed.data);
    } catch (error) {
      log.warn("task.failed", { queue, reason: reasonOf(error) });
      throw error;
    }
  };
