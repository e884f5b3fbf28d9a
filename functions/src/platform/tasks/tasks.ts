/** A call of one of our functions, later or elsewhere: at least once, in any order. */
export interface Task {
  /** The same id is enqueued once, within the hour that Cloud Tasks remembers it: a filter, never a guarantee. */
  readonly id: string;
  /** JSON; at most 100 KB. */
  readonly payload: object;
  /** Not before, ms since the epoch; at once without it. */
  readonly at?: number;
}

/** Cloud Tasks behind one thin port: the client in production, its emulator on a laptop. */
export interface Tasks {
  /** Resolves when the task is in the queue, or was there before. @throws what Cloud Tasks refuses it with. */
  enqueue(queue: string, task: Task): Promise<void>;
}
