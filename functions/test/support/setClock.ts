import type { Clock } from "../../src/platform/clock.js";

/** A clock that moves when the test says so. */
export interface SetClock extends Clock {
  pass(ms: number): void;
}

export function setClock(start = "2026-03-01T12:00:00.000Z"): SetClock {
  let now = Date.parse(start);
  return {
    now: () => now,
    pass: (ms) => {
      now += ms;
    },
  };
}
