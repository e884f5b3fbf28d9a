import { type ShardedCounter, shardedCounter } from "../../platform/counters/shardedCounter.js";
import { type Clock, seconds } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Ids, Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { viewsShardDocument } from "./paths.js";

/** How often pins were viewed: exact, whatever pin documents say. */
export interface PinViewCounter extends ShardedCounter {
  /** For callers whose additions were committed together: they share one read, which begins after the commit. */
  sharedTotal(pinId: string): Promise<number>;
}

/** So long a group may come together where a pin is viewed very much: a write a second from each instance. */
const longestInterval = seconds(1);

interface Deps {
  readonly firebase: Firebase;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

export function pinViewCounter({ firebase, clock, ids, random, log }: Deps): PinViewCounter {
  const counter = shardedCounter({
    firestore: firebase.firestore,
    collection: (pinId) => viewsShardDocument.collection(firebase.firestore, { pinId }),
    intervalMs: longestInterval,
    clock,
    ids,
    random,
    log,
  });
  const reading = new Map<string, Promise<number>>();
  return {
    ...counter,
    sharedTotal: (pinId) => {
      const begun = reading.get(pinId);
      if (begun) return begun;
      const total = counter.total(pinId);
      reading.set(pinId, total);
      // Who asks in a later turn may have added in a later commit.
      setImmediate(() => reading.delete(pinId));
      return total;
    },
  };
}
