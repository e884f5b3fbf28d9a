import { z } from "zod";
import { Segment } from "@firecast/contract/core/ids";
import type { Created, Written } from "../../../platform/firestore/trigger.js";
import type { Log } from "../../../platform/log.js";
import { parseWritten, readWritten } from "../../../platform/notices/readWritten.js";
import type { Teller } from "../../../platform/notices/teller.js";
import type { AccountsActions } from "../../accounts/actions.js";
import { tellAddressInvite } from "../notices.js";
import { EmailInvite, type SpacesStore } from "../store.js";

/*
 * An invite to an address meets its user when the address is invited, and when a profile shows that the address is proven to
 * be a user's: the inviter's request does not look the user up. All is safe to repeat.
 */

interface Deps {
  readonly store: Pick<SpacesStore, "member" | "space" | "invitesTo" | "dropInvite">;
  readonly accounts: Pick<AccountsActions, "usersWithAddress">;
}

interface TellDeps extends Deps {
  readonly teller: Pick<Teller, "notify">;
  readonly log: Log;
}

type InviteCreated = Created<{ spaceId: string; inviteId: string }>;
type ProfileWritten = Written<{ uid: string }>;

/** Drops an invite to the address of an active member: kept, it would let the member in again after a removal. */
export async function dropNeedlessInvite(deps: Deps, { data, params }: InviteCreated): Promise<void> {
  const { spaceId, inviteId: addressHash } = params;
  const invite = parseWritten(EmailInvite, data, { spaceId, addressHash });
  if (!invite) return;
  for (const uid of await deps.accounts.usersWithAddress(addressHash)) await dropIfMember(deps, invite, uid);
}

/** The same for earlier invites to an address that is proven now. */
export async function dropEarlierInvites(deps: Deps, event: ProfileWritten): Promise<void> {
  for (const invite of await earlierInvites(deps, event)) await dropIfMember(deps, invite, event.params.uid);
}

/** Tells a user of an invite to their address. */
export async function tellOfInvite(deps: TellDeps, { data, params }: InviteCreated): Promise<void> {
  const { spaceId, inviteId: addressHash } = params;
  const invite = readWritten(deps.log, EmailInvite, data, { spaceId, addressHash });
  if (!invite) return;
  for (const uid of await deps.accounts.usersWithAddress(addressHash)) await tellUser(deps, invite, uid);
}

/** The same of earlier invites to an address that is proven now. */
export async function tellOfEarlierInvites(deps: TellDeps, event: ProfileWritten): Promise<void> {
  for (const invite of await earlierInvites(deps, event)) await tellUser(deps, invite, event.params.uid);
}

async function dropIfMember({ store }: Deps, invite: EmailInvite, uid: string): Promise<void> {
  const member = await store.member(invite.spaceId, uid);
  if (member?.value.status === "active") await store.dropInvite(invite);
}

async function tellUser({ store, teller }: TellDeps, invite: EmailInvite, uid: string): Promise<void> {
  const { spaceId } = invite;
  const [member, space] = await Promise.all([store.member(spaceId, uid), store.space(spaceId)]);
  if (!space || member?.value.status === "active" || member?.value.status === "banned") return;
  await teller.notify(tellAddressInvite({ ...invite, uid, spaceName: space.name }));
}

const Addressed = z.object({ addressHash: Segment });

/** Invites to the address that a write of a profile proves, if it is a new one. */
async function earlierInvites({ store }: Deps, { data }: ProfileWritten): Promise<EmailInvite[]> {
  const before = Addressed.safeParse(data?.before.data()).data;
  const after = Addressed.safeParse(data?.after.data()).data;
  const isNew = after && after.addressHash !== before?.addressHash;
  return isNew ? store.invitesTo(after.addressHash) : [];
}
