/**
 * What was seen during a fault test, one record per observation. `at` is the recorder's monotonic time in ms. The records
 * of one watcher stand in the order in which it saw them; those of different actors may be mixed in any way.
 *
 * A history covers one life of each channel: a channel that is deleted and made again belongs into another history. A
 * watcher keeps its cursor, is still there when the history ends, and is not let in again once its right was revoked.
 */
export type HistoryRecord =
  Accepted | Attempted | Refused | Connected | Delivered | Reset | Disconnected | Logged | Revoked;

interface Observation {
  readonly at: number;
}

/** One post, told by the id that the publisher put into it: the same for every try of it. */
interface Post extends Observation {
  readonly channel: string;
  readonly attemptId: string;
}

/** A 2xx answer. */
export interface Accepted extends Post {
  readonly type: "accepted";
  readonly messageId: string;
  readonly seq: number;
}

/** A try without an answer, or with a 5xx: it may have taken effect, once. */
export interface Attempted extends Post {
  readonly type: "attempted";
}

/** A 4xx answer: without another try of the same post, it must never appear. */
export interface Refused extends Post {
  readonly type: "refused";
}

/** An event as somebody saw it. `attemptId` and `messageId` belong to the event that a post created, and to no later one. */
export interface EventSeen {
  readonly channel: string;
  readonly seq: number;
  readonly eventId: string;
  readonly messageId?: string | undefined;
  readonly attemptId?: string | undefined;
}

interface OnConnection extends Observation {
  readonly watcher: string;
  readonly connection: string;
}

/** What the stream's `connected` frame says about one of its channels. */
export interface Connected extends OnConnection {
  readonly type: "connected";
  readonly channel: string;
  readonly start: "live" | "resumed" | "reset";
  readonly from: number;
  readonly head: number;
}

export interface Delivered extends OnConnection, EventSeen {
  readonly type: "delivered";
}

/** The channel goes on after `head`; what was before is unknown to the watcher. */
export interface Reset extends OnConnection {
  readonly type: "reset";
  readonly channel: string;
  readonly head: number;
}

export interface Disconnected extends OnConnection {
  readonly type: "disconnected";
}

/** One event of the log as it is in the end: all of the log, or what the ring buffer still holds. */
export interface Logged extends Observation, EventSeen {
  readonly type: "logged";
}

/** The watcher may no longer read the channel: the answer that says so has come. */
export interface Revoked extends Observation {
  readonly type: "revoked";
  readonly watcher: string;
  readonly channel: string;
}

/** How much a history shows. One that shows little proves little, so a test states what it expects at least. */
export function countRecords(history: readonly HistoryRecord[]): Record<HistoryRecord["type"], number> {
  const counts = {
    accepted: 0,
    attempted: 0,
    refused: 0,
    connected: 0,
    delivered: 0,
    reset: 0,
    disconnected: 0,
    logged: 0,
    revoked: 0,
  };
  for (const { type } of history) counts[type]++;
  return counts;
}
