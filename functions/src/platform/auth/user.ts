import type { z } from "zod";
import type { Account, OrganizationRole } from "./account.js";

/** What a verified token, cookie or ticket says: who, when they signed in, and how long it counts. Times in ms. */
export interface Proof {
  readonly uid: string;
  /** When the user gave a password or the like: refreshing a token does not change it. */
  readonly signedInAt: number;
  /** When the proof of identity ends: streams end before. */
  readonly expiresAt: number;
}

/** A user as Firebase Auth knows them now: their token may say otherwise. */
export interface User extends Proof {
  readonly email?: string | undefined;
  readonly emailVerified: boolean;
  readonly organizationId?: string | undefined;
  /** Within the organization only. */
  readonly role?: z.infer<typeof OrganizationRole> | undefined;
  /** The deployment's own staff, beyond all organizations: global channels, announcements to everyone. */
  readonly operator: boolean;
  /** When Firebase Auth was asked. */
  readonly asOf: number;
}

/** Undefined if the proof no longer counts: the account is disabled, or was signed out everywhere since. */
export function userOf(
  { uid, signedInAt, expiresAt }: Proof,
  account: Account,
  asOf: number,
): User | undefined {
  if (account.disabled || signedInAt < account.validAfter) return undefined;
  const { email, emailVerified, organizationId, role, operator } = account;
  return { uid, email, emailVerified, organizationId, role, operator, signedInAt, expiresAt, asOf };
}

/** How a user who was let in stands now; `account` is undefined if there is none any more. */
export function standingOf(user: User, account: Account | undefined): "good" | "changed" | "ended" {
  const now = account && userOf(user, account, user.asOf);
  if (!now) return "ended";
  return rights.every((right) => now[right] === user[right]) ? "good" : "changed";
}

const rights = ["email", "emailVerified", "organizationId", "role", "operator"] as const;
