import type { Created, Written } from "../../platform/firestore/trigger.js";
import type { Log } from "../../platform/log.js";
import { readWritten } from "../../platform/notices/readWritten.js";
import type { Teller } from "../../platform/notices/teller.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { SpacesActions } from "./actions.js";
import { newAddressOf } from "./dropInvites.js";
import { tellAddressInvite } from "./notices.js";
import { EmailInvite } from "./store.js";

interface Deps {
  spaces: Pick<SpacesActions, "name" | "standing" | "invitesTo">;
  accounts: Pick<AccountsActions, "usersWithAddress">;
  teller: Pick<Teller, "notify">;
  log: Log;
}

/**
 * Tells a user of an invite to their address when the address is invited. The inviter's request knows nothing of whose it
 * is. Safe to repeat.
 */
export async function tellOfInvite(
  deps: Deps,
  { data, params }: Created<{ spaceId: string; inviteId: string }>,
): Promise<void> {
  const { spaceId, inviteId: addressHash } = params;
  const invite = readWritten(deps.log, EmailInvite, data, { spaceId, addressHash });
  if (!invite) return;
  for (const uid of await deps.accounts.usersWithAddress(addressHash)) await tellUser(deps, invite, uid);
}

/** Tells a user of earlier invites when a profile shows that an address is proven to be theirs. Safe to repeat. */
export async function tellOfEarlierInvites(deps: Deps, event: Written<{ uid: string }>): Promise<void> {
  const addressHash = newAddressOf(event);
  if (addressHash === undefined) return;
  for (const invite of await deps.spaces.invitesTo(addressHash))
    await tellUser(deps, invite, event.params.uid);
}

async function tellUser({ spaces, teller }: Deps, invite: EmailInvite, uid: string): Promise<void> {
  const { spaceId } = invite;
  const [status, spaceName] = await Promise.all([spaces.standing(uid, spaceId), spaces.name(spaceId)]);
  if (status === "active" || status === "banned" || spaceName === undefined) return;
  await teller.notify(tellAddressInvite({ ...invite, uid, spaceName }));
}
