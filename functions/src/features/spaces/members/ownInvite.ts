import type { WriteBatch } from "firebase-admin/firestore";
import type { Member } from "@firecast/contract/space/spaces";
import type { User } from "../../../platform/auth/user.js";
import { newcomer } from "./decide.js";
import type { SpacesStore } from "../store.js";

/** An invite to an address, as the user sees it who has the address, verified. No other user sees it. */
export interface OwnInvite {
  readonly member: Member;
  /** Takes the invite away. */
  take(batch: WriteBatch): void;
}

/** An address that is not verified proves nothing: it takes no invite. */
export const addressOf = ({ email, emailVerified }: User): string | undefined =>
  emailVerified ? email : undefined;

export async function ownInvite(
  store: Pick<SpacesStore, "invite" | "takeInvite">,
  user: User,
  spaceId: string,
): Promise<OwnInvite | undefined> {
  const email = addressOf(user);
  const invite = email === undefined ? undefined : await store.invite(spaceId, email);
  if (email === undefined || !invite) return undefined;
  return {
    member: newcomer(spaceId, user.uid, "invited", invite.value.createdAt),
    take: (batch) => {
      store.takeInvite(batch, spaceId, email, invite);
    },
  };
}
