/** The function that Cloud Tasks calls to continue runs, and its queue. */
export const jobsQueue = "jobs";

const replayPrefix = "replay.";

/** What a task of the queue carries: a run to continue, or an item that was set aside and is to be tried again. */
export const replayTask = (failureId: string): string => `${replayPrefix}${failureId}`;

export const replayedBy = (task: string): string | undefined =>
  task.startsWith(replayPrefix) ? task.slice(replayPrefix.length) : undefined;
