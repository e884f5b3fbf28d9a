import { z } from "zod";
import { Segment } from "../../contract/ids.js";

export const OrganizationRole = z.enum(["admin", "manager", "member"]);

/** The parts of a verified ID token or session cookie that we use; foreign claims of a wrong form count as absent. */
export const TokenClaims = z.object({
  uid: Segment,
  exp: z.number(),
  email: z.string().optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  organizationId: Segment.optional().catch(undefined),
  role: OrganizationRole.optional().catch(undefined),
  operator: z.literal(true).optional().catch(undefined),
});

export interface User {
  readonly uid: string;
  readonly email?: string | undefined;
  readonly emailVerified: boolean;
  readonly organizationId?: string | undefined;
  /** Within the organization only. */
  readonly role?: z.infer<typeof OrganizationRole> | undefined;
  /** The deployment's own staff, beyond all organizations: global channels, announcements to everyone. */
  readonly operator: boolean;
  /** When the proof of identity ends, ms since the epoch: streams end before. */
  readonly expiresAt: number;
}

export function userFromClaims(claims: z.infer<typeof TokenClaims>): User {
  return {
    uid: claims.uid,
    email: claims.email?.toLowerCase(),
    emailVerified: claims.email_verified ?? false,
    organizationId: claims.organizationId,
    role: claims.role,
    operator: claims.operator ?? false,
    expiresAt: claims.exp * 1000,
  };
}
