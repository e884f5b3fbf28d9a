import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import type { Created, Written } from "../../platform/firestore/trigger.js";
import { parseWritten } from "../../platform/notices/readWritten.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { SpacesActions } from "./actions.js";
import { EmailInvite } from "./store.js";

interface Deps {
  spaces: Pick<SpacesActions, "standing" | "invitesTo" | "dropInvite">;
  accounts: Pick<AccountsActions, "usersWithAddress">;
}

/**
 * Drops an invite to the address of an active member: kept, it would let the member in again after a removal. Safe to
 * repeat.
 */
export async function dropNeedlessInvite(
  deps: Deps,
  { data, params }: Created<{ spaceId: string; inviteId: string }>,
): Promise<void> {
  const { spaceId, inviteId: addressHash } = params;
  const invite = parseWritten(EmailInvite, data, { spaceId, addressHash });
  if (!invite) return;
  for (const uid of await deps.accounts.usersWithAddress(addressHash)) await dropIfMember(deps, invite, uid);
}

/** The same for earlier invites to an address that is proven now. */
export async function dropEarlierInvites(deps: Deps, event: Written<{ uid: string }>): Promise<void> {
  const addressHash = newAddressOf(event);
  if (addressHash === undefined) return;
  for (const invite of await deps.spaces.invitesTo(addressHash)) {
    await dropIfMember(deps, invite, event.params.uid);
  }
}

async function dropIfMember({ spaces }: Deps, invite: EmailInvite, uid: string): Promise<void> {
  if ((await spaces.standing(uid, invite.spaceId)) === "active") await spaces.dropInvite(invite);
}

const Addressed = z.object({ addressHash: Segment });

/** The hash of the address that a write of a profile proves, if it is a new one. */
export function newAddressOf({ data }: Written<{ uid: string }>): string | undefined {
  const before = Addressed.safeParse(data?.before.data()).data;
  const after = Addressed.safeParse(data?.after.data()).data;
  return after?.addressHash === before?.addressHash ? undefined : after?.addressHash;
}
