import type { Member } from "@firecast/contract/space/spaces";
import type { User } from "../../platform/auth/user.js";
import { Problem } from "../../platform/problems.js";
import type { AutomationsDeps } from "./deps.js";

/** @throws Problem `not_found` for who is no member of the space, `forbidden` for a member who is no owner. */
export async function requireOwner(
  { spaces }: Pick<AutomationsDeps, "spaces">,
  { user, spaceId }: { readonly user: Pick<User, "uid">; readonly spaceId: string },
): Promise<Member> {
  const member = await spaces.requireMember(user.uid, spaceId);
  if (member.role === "owner") return member;
  throw new Problem("forbidden", { detail: "Owners of the space manage what it does by itself." });
}
