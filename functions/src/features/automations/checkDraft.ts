import { Problem } from "../../platform/problems.js";
import type { AutomationsDeps } from "./deps.js";
import { faultsOf, type RuleDraft } from "./rules/checkRule.js";

interface Authored {
  readonly author: { readonly uid: string };
  readonly spaceId: string;
}

/**
 * Refuses a rule that could never do what it says, and actions that its author may not do as things are now.
 * @throws Problem `invalid_request`, which names each part.
 */
export async function checkDraft(
  { happenings, performer, clock }: Pick<AutomationsDeps, "happenings" | "performer" | "clock">,
  draft: RuleDraft,
  authored: Authored,
): Promise<void> {
  const errors = await faultsOf(draft, happenings, clock.now());
  if (errors.length > 0) throw new Problem("invalid_request", { errors: errors.slice(0, 20) });
  await performer.check(draft.actions, authored);
}
