import fc from "fast-check";
import { type Arena, live, resume } from "../support/arena.js";
import { settled, virtualTime } from "../support/virtualTime.js";
import type { Witness } from "../support/witness.js";

/** One thing that can happen; numbers choose among what there is at that moment. */
export type Step =
  | { type: "append"; count: number; offered: boolean }
  | { type: "relay"; count: number }
  | { type: "deliver"; which: number; again: boolean }
  | { type: "lose"; which: number }
  | { type: "read"; which: number; how: "perform" | "answer" | "fail" }
  | { type: "attach"; newest: number }
  | { type: "resume"; which: number }
  | { type: "begin"; which: number }
  | { type: "release"; which: number }
  | { type: "stall"; which: number }
  | { type: "drain"; which: number }
  | { type: "pass"; ms: number }
  | { type: "bus"; works: boolean }
  | { type: "silence" }
  | { type: "wipe" }
  | { type: "overrun"; count: number };

const which = fc.nat(50);

/** What happens all day. */
export const everyday = [
  { weight: 4, arbitrary: step("append", { count: fc.integer({ min: 1, max: 3 }), offered: fc.boolean() }) },
  { weight: 2, arbitrary: step("relay", { count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 6, arbitrary: step("deliver", { which, again: fc.boolean() }) },
  { weight: 1, arbitrary: step("lose", { which }) },
  { weight: 5, arbitrary: step("read", { which, how: fc.constantFrom("perform", "answer", "answer") }) },
  { weight: 1, arbitrary: step("read", { which, how: fc.constant("fail") }) },
  { weight: 2, arbitrary: step("attach", { newest: fc.constantFrom(0, 0, 1, 5, 60) }) },
  { weight: 2, arbitrary: step("resume", { which }) },
  { weight: 4, arbitrary: step("begin", { which }) },
  { weight: 1, arbitrary: step("release", { which }) },
  { weight: 3, arbitrary: step("pass", { ms: fc.constantFrom(1, 40, 50, 1000, 2000, 31_000) }) },
  { weight: 1, arbitrary: step("bus", { works: fc.boolean() }) },
  { weight: 1, arbitrary: step("silence", {}) },
] as const;

/** Readers that do not take a long replay as fast as it could come. */
export const slow = [
  { weight: 4, arbitrary: step("stall", { which }) },
  { weight: 3, arbitrary: step("drain", { which }) },
] as const;

/** What an operator does, and what a storm does. */
export const rare = [
  { weight: 1, arbitrary: step("wipe", {}) },
  { weight: 1, arbitrary: step("overrun", { count: fc.integer({ min: 40, max: 130 }) }) },
] as const;

function step<T extends Step["type"], Values extends object>(
  type: T,
  values: { [K in keyof Values]: fc.Arbitrary<Values[K]> },
): fc.Arbitrary<{ type: T } & Values> {
  return fc.record<Values>(values).map((made) => ({ type, ...made }));
}

const pick = <T>(from: readonly T[], which: number): T | undefined => from[which % Math.max(1, from.length)];

export async function take(arena: Arena, step: Step): Promise<void> {
  act(arena, step);
  if (step.type === "pass") await virtualTime.pass(step.ms);
  await settled(2);
}

function act(arena: Arena, step: Step): void {
  const { bus, log } = arena;
  switch (step.type) {
    case "append":
    case "overrun":
      return arena.append(step.count, { offered: step.type === "append" && step.offered });
    case "relay":
      return arena.relay(step.count);
    case "deliver":
      return bus.deliver(step.which % Math.max(1, bus.inFlight.length), step.again);
    case "lose":
      return bus.lose(step.which % Math.max(1, bus.inFlight.length));
    case "read":
      return pick(log.reads, step.which)?.[step.how]();
    case "attach":
      return arena.attach(live(step.newest));
    case "resume": {
      const entry = pick(arena.witnesses, step.which)?.entry;
      if (entry === undefined) return undefined;
      return arena.attach(entry === "" ? live() : resume(entry)); // it was given no cursor yet
    }
    case "begin":
      return arena.beginnings.splice(step.which % Math.max(1, arena.beginnings.length), 1)[0]?.();
    case "release":
      return release(pick(arena.witnesses, step.which));
    case "stall":
    case "drain":
      return pick(arena.attached, step.which)?.[step.type]();
    case "bus":
      return step.works ? bus.restore() : bus.break();
    case "silence":
      return bus.silence();
    case "wipe":
      return log.wipe();
    case "pass":
  }
}

function release(witness: Witness | undefined): void {
  if (!witness) return;
  witness.attachment?.release();
  witness.released = true;
}
