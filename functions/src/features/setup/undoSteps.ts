import { consequenceOf } from "./consequence.js";
import type { SetupDeps } from "./deps.js";
import { Waits } from "./effects.js";
import type { StoredSetup } from "./schema.js";

/** Compensation: takes back what the steps have made, the last step first. What others have changed meanwhile stays as it is. */
export async function undoSteps(
  { store, steps }: Pick<SetupDeps, "store" | "steps">,
  setup: StoredSetup,
): Promise<string[]> {
  const { spaceId, createdBy, cancelledBy = createdBy } = setup;
  const undoing = { spaceId, founder: { uid: createdBy }, owner: { uid: cancelledBy } };
  const effects = await store.effects(spaceId);
  for (const step of [...steps().values()].reverse()) {
    for (const { made } of effects.filter((effect) => effect.step === step.name)) {
      if (made && step.undo) await unlessRefused(step.undo(made, undoing));
    }
  }
  return [];
}

async function unlessRefused(undoing: Promise<unknown>): Promise<void> {
  try {
    await undoing;
  } catch (error) {
    const consequence = consequenceOf(error);
    if (consequence.type === "fail") throw error;
    if (consequence.type === "wait") throw new Waits(consequence.waitMs);
  }
}
