import { type CreateAutomation, maxRules, type SavedAutomation } from "@firecast/contract/automations/rules";
import { channelOf } from "@firecast/contract/core/channel";
import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import type { Call } from "../../platform/call.js";
import { toTimestamp } from "../../platform/clock.js";
import { retryOnConflict } from "../../platform/firestore/retryOnConflict.js";
import { Problem } from "../../platform/problems.js";
import { checkDraft } from "./checkDraft.js";
import type { AutomationsDeps } from "./deps.js";
import { requireOwner } from "./requireOwner.js";
import { noRules, requireRoom, withRule } from "./rules/awaited.js";
import { firstLook } from "./rules/firstLook.js";
import type { StoredRule } from "./schema.js";
import { secretFor } from "./secretFor.js";
import { saved } from "./shown.js";

interface Create extends Call<SavedAutomation> {
  readonly spaceId: string;
  readonly draft: CreateAutomation;
}

/**
 * Makes a rule, which acts in the name of the owner who made it.
 * @throws Problem `invalid_request` for what could never be, `conflict` for too many rules
 */
export async function createRule(
  deps: AutomationsDeps,
  { user, spaceId, draft, request }: Create,
): Promise<SavedAutomation> {
  const { store, limits, known, clock, ids } = deps;
  await requireOwner(deps, { user, spaceId });
  await limits.take(user.uid, channelOf(spaceChannel, { spaceId }));
  await checkDraft(deps, draft, { author: user, spaceId });

  return retryOnConflict(request, async () => {
    const seen = await store.awaited(spaceId);
    const before = seen?.value ?? noRules;
    if (before.rules >= maxRules) throw full(`A space has at most ${maxRules} rules.`);
    const now = clock.now();
    const at = toTimestamp(now);
    const id = ids.next();
    const next = draft.enabled ? await firstLook(deps, { id, trigger: draft.trigger }, now) : {};
    const rule: StoredRule = {
      id,
      spaceId,
      ...draft,
      authorId: user.uid,
      createdAt: at,
      updatedAt: at,
      recent: [],
      failures: 0,
      ...next,
      ...(await secretFor(deps, draft.actions)),
    };
    const awaited = requireRoom(withRule(before, rule, { isNew: true }));
    await store.commit((batch) => {
      store.createRule(batch, rule);
      store.putAwaited(batch, spaceId, seen, awaited);
      request?.record(batch, saved(rule));
    });
    known.forget(spaceId);
    return saved(rule);
  });
}

const full = (detail: string): Problem => new Problem("conflict", { detail });
