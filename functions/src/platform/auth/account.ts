import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";

export const OrganizationRole = z.enum(["admin", "manager", "member"]);

/** As a back office sets them (https://firebase.google.com/docs/auth/admin/custom-claims); one of a wrong form is absent. */
const CustomClaims = z.object({
  organizationId: Segment.optional().catch(undefined),
  role: OrganizationRole.optional().catch(undefined),
  operator: z.literal(true).optional().catch(undefined),
});

/** The parts of Firebase Auth's record of a user that we use. */
const UserRecord = z.object({
  uid: Segment,
  email: z.string().optional().catch(undefined),
  emailVerified: z.boolean(),
  disabled: z.boolean(),
  displayName: z.string().optional().catch(undefined),
  photoURL: z.string().optional().catch(undefined),
  /** Tokens of sign-ins before this time were revoked. */
  tokensValidAfterTime: z.string().optional(),
  customClaims: CustomClaims.optional().catch(undefined),
});

/** What Firebase Auth knows of a user at this moment. */
export interface Account {
  readonly uid: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly disabled: boolean;
  readonly displayName: string | undefined;
  readonly photoUrl: string | undefined;
  /** Sign-ins before this time count no more, ms since the epoch. */
  readonly validAfter: number;
  readonly organizationId: string | undefined;
  readonly role: z.infer<typeof OrganizationRole> | undefined;
  readonly operator: boolean;
}

/** Undefined for a record that none of ours can be: its uid is no id of the API. */
export function accountOf(record: unknown): Account | undefined {
  const parsed = UserRecord.safeParse(record);
  if (!parsed.success) return undefined;
  const { uid, email, tokensValidAfterTime, customClaims, photoURL, ...rest } = parsed.data;
  return {
    uid,
    email: email?.toLowerCase(),
    emailVerified: rest.emailVerified,
    disabled: rest.disabled,
    displayName: rest.displayName,
    photoUrl: photoURL,
    validAfter: tokensValidAfterTime === undefined ? 0 : Date.parse(tokensValidAfterTime),
    organizationId: customClaims?.organizationId,
    role: customClaims?.role,
    operator: customClaims?.operator ?? false,
  };
}
