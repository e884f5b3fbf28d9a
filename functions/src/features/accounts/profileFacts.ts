import { AvatarUrl } from "@firecast/contract/accounts";
import { nameFrom } from "@firecast/contract/core/names";
import type { Account } from "../../platform/auth/account.js";
import { sha256 } from "../../platform/ids.js";
import type { AuthFacts, StoredProfile } from "./schema.js";

/** What Firebase Auth knows of a user, as a profile begins with it. */
export type ProfileFacts = AuthFacts & Pick<StoredProfile, "displayName" | "avatarUrl">;

/**
 * A name that Auth does not know stays unknown: a part of the e-mail address is not taken for one, as members of a space
 * see each other's names and not their addresses.
 */
export const factsOf = (account: Account): ProfileFacts => ({
  displayName: nameFrom(account.displayName),
  avatarUrl: AvatarUrl.safeParse(account.photoUrl).data,
  organizationId: account.organizationId,
  addressHash: addressHashOf(account),
});

/** Undefined for an address that is not verified: it proves nothing. */
export const addressHashOf = ({
  email,
  emailVerified,
}: {
  readonly email?: string | undefined;
  readonly emailVerified: boolean;
}): string | undefined => (emailVerified && email !== undefined ? sha256(email.toLowerCase()) : undefined);
