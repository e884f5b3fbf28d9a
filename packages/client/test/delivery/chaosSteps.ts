import fc from "fast-check";

/** All that happens to a world. */
export const acts = [
  ...["burst", "drop", "drop", "duplicate", "delay", "slow", "cut", "end", "farewell"],
  ...["down", "buffer", "stall", "expire", "busy", "html", "unauthorised", "sockets"],
  ...[
    "open",
    "open",
    "open without code",
    "close",
    "crash",
    "reload",
    "freeze",
    "hide",
    "offline",
    "connect",
    "disconnect",
  ],
  ...["disable", "more", "less", "unloadable"],
  // Else all that can be away is away half of the time, and next to nothing comes.
  ...["well", "well", "well", "well", "well", "well", "well", "well", "well", "well"],
] as const;

/** What loses nothing that the server could not give again. */
export const cuts = [
  ...["burst", "drop", "drop", "drop", "duplicate", "delay", "slow", "slow", "cut", "cut", "end", "farewell"],
  ...["open", "close", "crash", "reload", "more", "less", "well"],
] as const;

export const stepOf = (acts: readonly string[]) =>
  fc.record({
    act: fc.constantFrom(...acts),
    /** Which of the pages. */
    pick: fc.nat(20),
    /** Events that are published then. */
    says: fc.nat(2),
    /** Time that passes then, ms. */
    ms: fc.constantFrom(0, 0, 5, 50, 400, 1500, 6000, 31_000),
  });
export type Step = ReturnType<typeof stepOf> extends fc.Arbitrary<infer S> ? S : never;
