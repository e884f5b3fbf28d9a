import type { Issue } from "@firecast/contract/issues/issues";
import type { User } from "../../../platform/auth/user.js";
import { notFound, Problem } from "../../../platform/problems.js";

/** Whose organization something is. */
interface Owned {
  readonly organizationId: string;
}

/** What a user of the organization may do, by their role in it. */
export type Right = "report" | "direct" | "delete";

const rights: Readonly<Record<NonNullable<User["role"]>, readonly Right[]>> = {
  member: ["report"],
  manager: ["report", "direct"],
  admin: ["report", "direct", "delete"],
};

/** A user without a role in their organization counts as a member. */
export const may = ({ role = "member" }: User, right: Right): boolean => rights[role].includes(right);

/** @throws Problem `forbidden` for a user who belongs to none. */
export function organizationOf({ organizationId }: User): string {
  if (organizationId !== undefined) return organizationId;
  throw new Problem("forbidden", { detail: "Issues belong to organizations." });
}

/** @throws Problem `not_found` for what belongs to another organization, as for what does not exist. */
export function requireOwn<T extends Owned>(user: User, found: T | undefined): T {
  if (!found || found.organizationId !== user.organizationId) throw notFound();
  return found;
}

/** @throws Problem `forbidden`. */
export function requireRight(user: User, right: Right): void {
  if (!may(user, right)) throw new Problem("forbidden", { detail: sayings[right] });
}

const sayings: Readonly<Record<Right, string>> = {
  report: "Only members of the organization may do that.",
  direct: "Only managers and admins may do that.",
  delete: "Only admins may do that.",
};

/** Its reporter says what it is about; managers and admins do so, too. @throws Problem `forbidden`. */
export function requireEditable(user: User, issue: Issue): void {
  if (issue.reporterId === user.uid || may(user, "direct")) return;
  throw new Problem("forbidden", { detail: "Only its reporter, managers and admins may change an issue." });
}

/** @throws Problem `forbidden`. */
export function requireWorker(user: User, issue: Issue): void {
  if (issue.assigneeId === user.uid || may(user, "direct")) return;
  throw new Problem("forbidden", {
    detail: "Only its assignee, managers and admins may begin with an issue.",
  });
}
