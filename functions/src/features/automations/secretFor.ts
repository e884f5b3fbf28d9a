import type { Action } from "@firecast/contract/automations/actions";
import type { Ids } from "../../platform/ids.js";

/** What a rule's webhooks are signed with: the same as long as it has one. */
export async function secretFor(
  { ids }: { readonly ids: Pick<Ids, "secret"> },
  actions: readonly Action[],
  before?: string,
): Promise<{ secret?: string }> {
  if (!actions.some(({ type }) => type === "webhook")) return {};
  if (before !== undefined) return { secret: before };
  const { webhookSecret } = await import("../../platform/outbound/webhook.js"); // loads what calls other servers
  return { secret: webhookSecret(ids) };
}
