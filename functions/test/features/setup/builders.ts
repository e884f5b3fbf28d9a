import type { SetupStep } from "../../../src/platform/setup/step.js";
import type { StoredSetup } from "../../../src/features/setup/schema.js";

export const madeAt = "2026-03-01T12:00:00.000Z";
export const start = Date.parse(madeAt);

/** Three steps that do something, after one that comes with the space; two of them can be undone. */
export const someSteps: readonly SetupStep[] = [
  { name: "channels", order: 10, doing: "Opening channels" },
  { name: "tools", order: 30, doing: "Deploying tools", parts: ["tools"], run: nothing, undo: nothing },
  { name: "invites", order: 50, doing: "Inviting", parts: ["invites"], run: nothing, undo: nothing },
  { name: "welcome", order: 60, doing: "Welcoming", parts: ["welcome"], run: nothing },
];

export const known = new Map(someSteps.map((step) => [step.name, step]));

export const aSetup = (values: Partial<StoredSetup> = {}): StoredSetup => ({
  id: "setup1",
  spaceId: "s1",
  createdBy: "ann",
  createdAt: madeAt,
  updatedAt: madeAt,
  phase: "make",
  state: "open",
  order: { tools: ["t1", "t2"], invites: [{ uid: "bob" }], welcome: "Hello" },
  steps: someSteps.map(({ name }) => ({ name, state: "pending", notes: [] })),
  attempts: 0,
  retries: 0,
  dueAt: start + 30_000,
  ...values,
});

/** The states of the steps, in their order. */
export const statesOf = ({ steps }: Pick<StoredSetup, "steps">): string[] => steps.map(({ state }) => state);

function nothing(): Promise<void> {
  return Promise.resolve();
}
