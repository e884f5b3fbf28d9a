import { type Clock, minutes, toTimestamp } from "../../src/platform/clock.js";

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

/**
 * A clock that stands still from the first look on, for instances that real tokens are shown to: it is some minutes
 * ahead, so a user who signs in while it stands does not come from its future.
 */
export function standingClock(): SetClock {
  let clock: SetClock | undefined;
  const started = (): SetClock => (clock ??= setClock(toTimestamp(Date.now() + minutes(10))));
  return { now: () => started().now(), pass: (ms) => started().pass(ms) };
}
