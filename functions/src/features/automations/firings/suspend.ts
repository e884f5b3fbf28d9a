import type { Suspension } from "@firecast/contract/automations/rules";
import { toTimestamp } from "../../../platform/clock.js";
import { retryOnConflict } from "../../../platform/firestore/retryOnConflict.js";
import { derivedId } from "../../../platform/ids.js";
import { clip } from "../../../platform/notices/clip.js";
import type { AutomationsDeps } from "../deps.js";
import { noRules, withRule } from "../rules/awaited.js";
import type { StoredFiring, StoredRule } from "../schema.js";

interface Why {
  readonly reason: Suspension["reason"];
  readonly detail?: string | undefined;
}

/** Owners of a space that are told. */
const toldOwners = 100;

const words: Readonly<Record<Suspension["reason"], string>> = {
  author_not_owner: "The user in whose name it acts is no owner of the space any more.",
  action_refused: "An action of it was refused, as it will be every time.",
  keeps_failing: "Its last firings have all failed.",
};

type Of = Pick<StoredFiring, "spaceId" | "automationId" | "savedAt">;

/**
 * A rule fires no more until an owner saves it again, and the owners of its space are told once, before it is written down: so no owner
 * is forgotten. Safe to repeat; a rule that was saved since `savedAt` stays as it is.
 */
export async function suspend(
  deps: AutomationsDeps,
  { savedAt, ...ref }: Of,
  { reason, detail }: Why,
): Promise<void> {
  const { store, known, clock, log } = deps;
  await retryOnConflict(undefined, async () => {
    const { rule: seen, awaited } = await store.ruleAndAwaited(ref);
    if (!seen || seen.value.updatedAt !== savedAt || seen.value.suspended) return;
    const { dueAt: _, occurrence: __, ...rest } = seen.value;
    const suspended: Suspension = {
      reason,
      ...(detail !== undefined && { detail: clip(detail, 500) }),
      at: toTimestamp(clock.now()),
    };
    const rule = { ...rest, suspended };
    await tellOwners(deps, rule, suspended);
    await store.commit((batch) => {
      store.updateRule(batch, seen, rule);
      store.putAwaited(batch, ref.spaceId, awaited, withRule(awaited?.value ?? noRules, rule));
    });
    log.info("automation.suspended", { ...ref, reason });
  });
  known.forget(ref.spaceId);
}

/** The same alert is told once. */
export async function tellOwners(
  { spaces, accounts }: AutomationsDeps,
  { id, spaceId, name, updatedAt }: StoredRule,
  { reason, detail }: Suspension,
): Promise<void> {
  const owners = await spaces.membersAfter(spaceId, { roles: ["owner"], limit: toldOwners });
  await Promise.all(
    owners.map((uid) =>
      accounts.alert(uid, {
        id: derivedId("automation", id, updatedAt, reason, uid),
        title: clip(`Automation suspended: ${name}`),
        body: clip([words[reason], detail].filter((said) => said !== undefined).join(" "), 1000),
      }),
    ),
  );
}
