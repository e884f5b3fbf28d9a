import type { Automation, AutomationFiring, SavedAutomation } from "@firecast/contract/automations/rules";
import type { StoredFiring, StoredRule } from "./schema.js";

/** A rule as owners see it. */
export function shown(stored: StoredRule): Automation {
  const { recent: _, failures: __, lookedUntil: ___, occurrence: ____, secret: _____, ...rule } = stored;
  return rule;
}

/** What the owner who has saved it is told: the secret, if it is new. */
export function saved(rule: StoredRule, before?: StoredRule): SavedAutomation {
  const { secret } = rule;
  return secret === undefined || secret === before?.secret ? shown(rule) : { ...shown(rule), secret };
}

export function shownFiring({
  savedAt: _,
  actions: __,
  expireAt: ___,
  ...firing
}: StoredFiring): AutomationFiring {
  return firing;
}
