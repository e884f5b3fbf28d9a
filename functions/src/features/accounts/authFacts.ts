import type { UserRecord } from "firebase-admin/auth";
import { AvatarUrl } from "@firecast/contract/accounts";
import { nameFrom } from "@firecast/contract/names";
import { seconds } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import { within } from "../../platform/firestore/grpc.js";
import { sha256 } from "../../platform/ids.js";
import { AuthFacts, type StoredProfile } from "./schema.js";

/** What Firebase Auth knows of a user, as a profile begins with it. */
export type AuthProfile = AuthFacts & Pick<StoredProfile, "displayName" | "avatarUrl">;

const answerWithin = seconds(5);

/** Undefined for an account that is unknown or disabled. */
export async function authProfile(firebase: Firebase, uid: string): Promise<AuthProfile | undefined> {
  const auth = await firebase.auth();
  const { users } = await within(answerWithin, "account look-up", auth.getUsers([{ uid }]));
  const [record] = users;
  return record && !record.disabled ? profileFrom(record) : undefined;
}

/**
 * A name that Auth does not know stays unknown: a part of the e-mail address is not taken for one, as members of a space
 * see each other's names and not their addresses.
 */
export function profileFrom(
  record: Pick<UserRecord, "displayName" | "photoURL" | "email" | "emailVerified" | "customClaims">,
): AuthProfile {
  const { displayName, photoURL, email, emailVerified, customClaims } = record;
  const { organizationId } = AuthFacts.pick({ organizationId: true }).parse(customClaims ?? {});
  return {
    displayName: nameFrom(displayName),
    avatarUrl: AvatarUrl.safeParse(photoURL).data,
    organizationId,
    addressHash: addressHashOf({ email, emailVerified }),
  };
}

/** An address that is not verified is anybody's claim. */
export const addressHashOf = (user: {
  readonly email?: string | undefined;
  readonly emailVerified: boolean;
}): string | undefined =>
  user.emailVerified && user.email !== undefined ? sha256(user.email.toLowerCase()) : undefined;
