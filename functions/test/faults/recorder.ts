import type { HistoryRecord } from "./history.js";

type Unstamped<R> = R extends unknown ? Omit<R, "at"> : never;

/** Collects what is observed, each with the monotonic time of its observation. */
export class Recorder {
  readonly history: HistoryRecord[] = [];

  record(observation: Unstamped<HistoryRecord>): void {
    this.history.push({ ...observation, at: performance.now() });
  }
}
