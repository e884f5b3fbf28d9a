import { hours, minutes } from "../../platform/clock.js";
import type { NoticeType } from "../../platform/notices/noticeType.js";
import type { Policy } from "../../platform/wakeUps/policy.js";

/** Functions that add chunks of large audiences, each with a queue of its own: what is required waits for no other. */
export const fanOutQueues = { usual: "fanOut", urgent: "fanOutUrgent" } as const;

export const fanOutQueueOf = ({ required }: Pick<NoticeType, "required">): string =>
  required ? fanOutQueues.urgent : fanOutQueues.usual;

/**
 * Chunks are documents, and are tried for about two days: 100 times, at most an hour apart. A queue may take minutes to come
 * to the last chunk of a large audience; only then does the sweep look for chunks whose task has vanished.
 */
export const fanOutPolicy: Policy = {
  collection: "chunks",
  queueOf: (kind) => kind,
  leaseMs: minutes(5),
  maxAttempts: 100,
  longestWaitMs: hours(1),
  sweptAfterMs: minutes(5),
  sweptAtOnce: 2,
};
