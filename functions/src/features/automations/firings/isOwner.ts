import { Problem } from "../../../platform/problems.js";
import type { AutomationsDeps } from "../deps.js";
import type { StoredRule } from "../schema.js";

/** Whether the user in whose name a rule acts is an owner of its space now. */
export async function isOwner(
  { spaces }: Pick<AutomationsDeps, "spaces">,
  { spaceId, authorId }: Pick<StoredRule, "spaceId" | "authorId">,
): Promise<boolean> {
  if (authorId === undefined) return false;
  try {
    return (await spaces.requireMember(authorId, spaceId)).role === "owner";
  } catch (error) {
    if (error instanceof Problem && error.code === "not_found") return false;
    throw error;
  }
}
