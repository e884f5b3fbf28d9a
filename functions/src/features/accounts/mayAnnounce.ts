import { assertNever } from "../../platform/assertNever.js";
import type { User } from "../../platform/auth/user.js";

/** The audience of an announcement, as far as it decides which users may make it. */
type Addressed = { type: "everyone" } | { type: "users" } | { type: "organization"; organizationId: string };

/**
 * Operators announce to anyone, an organization's admin to that organization. Named users are for operators: to which
 * organization each of them belongs is known to Firebase Auth only, and an admin has the organization as audience.
 */
export function mayAnnounce(user: User, audience: Addressed): boolean {
  if (user.operator) return true;
  switch (audience.type) {
    case "everyone":
    case "users":
      return false;
    case "organization":
      return user.role === "admin" && user.organizationId === audience.organizationId;
    default:
      return assertNever(audience);
  }
}
