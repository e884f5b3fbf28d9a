import { minutes, seconds, toTimestamp } from "../../platform/clock.js";
import type { SetupPart } from "../../platform/setup/order.js";
import type { SetupStep as Step } from "../../platform/setup/step.js";
import type { StoredSetup, StoredStep } from "./schema.js";

/** What a set-up tells on the space's channel, beside its id and the time. */
export interface Told {
  readonly stage: string;
  readonly status: "running" | "completed" | "failed";
  readonly progress: number;
  readonly message: string;
}

/** How a set-up goes on: as it is kept from now on, and what is told of it in the same commit. */
export interface Next {
  readonly setup: StoredSetup;
  readonly told: readonly Told[];
}

/** What this deployment can do, by name. */
export type Steps = ReadonlyMap<string, Pick<Step, "doing" | "parts" | "run" | "undo">>;

/** Longer than a step takes. After that another process goes on. */
export const leaseMs = seconds(60);
/** Attempts at one step; those that ended their process count, too. */
export const maxAttempts = 5;
/** From one attempt to the next. */
const waitAfter = (attempts: number): number => Math.min(seconds(15) * 2 ** attempts, minutes(10));

const cancelStage = "cancel";

export const progressOf = (steps: readonly StoredStep[]): number =>
  steps.length === 0
    ? 100
    : Math.floor((100 * steps.filter(({ state }) => state === "completed").length) / steps.length);

export const currentStep = ({ steps }: StoredSetup): StoredStep | undefined =>
  steps.find(({ state }) => state !== "completed");

/** Whether `holder` may take it on: it is not over, and no other process has it. */
export const isFree = (setup: StoredSetup, holder: string, now: number): boolean =>
  setup.state === "open" && (setup.holder === holder || (setup.leaseUntil ?? 0) <= now);

interface Taker {
  readonly holder: string;
  readonly now: number;
}

/** A process takes a set-up on, and comes as far as the first step that takes some doing. */
export function taken(seen: StoredSetup, known: Steps, { holder, now }: Taker): Next {
  if (seen.attempts >= maxAttempts) return setAside(seen, now);
  return goOn({ ...seen, holder, attempts: seen.attempts + 1 }, known, now);
}

/** The present step is done, except for what `notes` say. */
export function stepDone(seen: StoredSetup, known: Steps, notes: readonly string[], now: number): Next {
  const step = currentStep(seen);
  if (!step) return goOn(seen, known, now);
  const order = without(seen.order, known.get(step.name)?.parts ?? []);
  const done: StoredStep = { name: step.name, state: "completed", notes: [...notes] };
  return goOn({ ...seen, order, steps: replaced(seen, done), attempts: 1 }, known, now);
}

/** An attempt has failed: there is another one later, or none any more. */
export const attemptFailed = (seen: StoredSetup, now: number): Next =>
  seen.attempts >= maxAttempts
    ? setAside(seen, now)
    : waiting(seen, waitAfter(seen.attempts), `${failed} It is tried again soon.`, now);

/** The present step has to wait, which is no failure. */
export const attemptWaits = (seen: StoredSetup, waitMs: number, now: number): Next =>
  waiting({ ...seen, attempts: seen.attempts - 1 }, waitMs, "Too much at once. It goes on soon.", now);

/** An owner cancels it. Who works on it finds out with their next write, and takes back what was made. */
export function cancelled(seen: StoredSetup, by: string, now: number): Next {
  const setup: StoredSetup = {
    ...dueAgain(seen, now),
    phase: "undo",
    order: {},
    cancelledBy: by,
  };
  const message = "Taking back what was set up";
  return {
    setup,
    told: [{ stage: cancelStage, status: "running", progress: progressOf(seen.steps), message }],
  };
}

/** All that the steps had made is taken back. */
export function undone(seen: StoredSetup, known: Steps, now: number): Next {
  const steps = seen.steps.map(({ name, state, notes }): StoredStep => {
    if (state === "pending") return { name, state: "skipped", notes };
    return { name, state: known.get(name)?.undo ? "undone" : state, notes };
  });
  const told = { stage: cancelStage, status: "failed", message: "The set-up was cancelled" } as const;
  return {
    setup: { ...ended(seen, now), steps },
    told: [{ ...told, progress: progressOf(steps) }],
  };
}

/** What was set aside, or waits for its next attempt, is tried at once. */
export function retried(seen: StoredSetup, now: number): StoredSetup {
  const steps = seen.steps.map(({ reason: _, ...step }): StoredStep =>
    step.state === "failed" ? { ...step, state: "pending" } : step,
  );
  return { ...dueAgain(seen, now), steps, retries: seen.retries + (seen.state === "aside" ? 1 : 0) };
}

/** To the next step that takes some doing, or to the end. What comes with the space is done in passing. */
function goOn(seen: StoredSetup, known: Steps, now: number): Next {
  const told: Told[] = [];
  const leaseUntil = now + leaseMs;
  let setup: StoredSetup = { ...seen, leaseUntil, dueAt: leaseUntil, updatedAt: toTimestamp(now) };
  while (setup.phase === "make") {
    const step = currentStep(setup);
    if (!step) return completed(setup, told, now);
    const { name } = step;
    const does = known.get(name);
    const progress = progressOf(setup.steps);
    if (step.state !== "running") {
      told.push({ stage: name, status: "running", progress, message: does?.doing ?? name });
      setup = { ...setup, steps: replaced(setup, { ...step, state: "running" }) };
    }
    if (does?.run) break;
    const notes = does ? [] : ["This deployment does not do that any more."];
    setup = { ...setup, steps: replaced(setup, { name, state: "completed", notes }) };
  }
  return { setup, told };
}

function completed(seen: StoredSetup, told: readonly Told[], now: number): Next {
  const stage = seen.steps.at(-1)?.name ?? "done";
  const message = messageOf(seen.steps);
  const setup = { ...ended(seen, now), order: {} };
  return { setup, told: [...told, { stage, status: "completed", progress: 100, message }] };
}

const longestMessage = 2000;

function messageOf(steps: readonly StoredStep[]): string {
  const notes = steps.flatMap((step) => step.notes);
  if (notes.length === 0) return "The space is set up";
  return `The space is set up, except for this: ${notes.join("; ")}`.slice(0, longestMessage);
}

const failed = "Something failed on our side.";

function setAside(seen: StoredSetup, now: number): Next {
  const reason = `${failed} It is not tried any more until you retry it.`;
  const step = currentStep(seen);
  const isMaking = seen.phase === "make";
  const state = isMaking ? "failed" : step?.state;
  const steps = step && state ? replaced(seen, { ...step, state, reason }) : seen.steps;
  const stage = isMaking && step ? step.name : cancelStage;
  const progress = progressOf(seen.steps);
  return {
    setup: { ...ended(seen, now), state: "aside", steps },
    told: [{ stage, status: "failed", progress, message: reason }],
  };
}

function waiting(seen: StoredSetup, waitMs: number, reason: string, now: number): Next {
  const step = currentStep(seen);
  const steps = step ? replaced(seen, { ...step, reason }) : seen.steps;
  const { attempts } = seen;
  return { setup: { ...ended(seen, now), state: "open", steps, attempts, dueAt: now + waitMs }, told: [] };
}

/** No process has it, and nothing is due. */
function ended(seen: StoredSetup, now: number): StoredSetup {
  const { holder: _, leaseUntil: __, dueAt: ___, ...rest } = seen;
  return { ...rest, state: "done", attempts: 0, updatedAt: toTimestamp(now) };
}

/** At once, or when the one who has it has failed. */
const dueAgain = (seen: StoredSetup, now: number): StoredSetup => ({
  ...seen,
  state: "open",
  attempts: 0,
  dueAt: Math.max(now, seen.leaseUntil ?? 0),
  updatedAt: toTimestamp(now),
});

const replaced = ({ steps }: StoredSetup, step: StoredStep): StoredStep[] =>
  steps.map((other) => (other.name === step.name ? step : other));

function without(order: StoredSetup["order"], parts: readonly SetupPart[]): StoredSetup["order"] {
  const left = { ...order };
  for (const part of parts) delete left[part];
  return left;
}
