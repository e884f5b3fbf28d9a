import { z } from "zod";
import { Segment } from "@firecast/contract/ids";
import { type AddressInvite, EmailInvite } from "../../spaces/actions.js";
import { addressInvite } from "../rules/spaces.js";
import type { ProducersDeps } from "./deps.js";
import { type Created, source, type Written } from "./source.js";

const Addressed = z.object({ addressHash: Segment });

/**
 * Tells users of invites to their address: when it is invited, and when they prove to have an address that was invited
 * before. The inviter's request knows nothing of either.
 */
export function invitesProducer({ spaces, accounts, notify, log }: ProducersDeps) {
  const { read } = source(log);

  const tell = async (uid: string, invite: AddressInvite): Promise<void> => {
    const [status, spaceName] = await Promise.all([
      spaces.standing(uid, invite.spaceId),
      spaces.name(invite.spaceId),
    ]);
    // Kept, it would let a member in again who is removed later.
    if (status === "active") await spaces.dropInvite(invite);
    else if (status !== "banned" && spaceName !== undefined) {
      await notify(addressInvite({ ...invite, uid, spaceName }));
    }
  };

  return {
    inviteCreated: async (event: Created<{ spaceId: string; inviteId: string }>): Promise<void> => {
      const { spaceId, inviteId: addressHash } = event.params;
      const invite = read(EmailInvite, event.data, { spaceId, addressHash });
      if (!invite) return;
      for (const uid of await accounts.usersWithAddress(addressHash)) await tell(uid, invite);
    },

    profileWritten: async ({ data, params }: Written<{ uid: string }>): Promise<void> => {
      const before = Addressed.safeParse(data?.before.data()).data;
      const after = Addressed.safeParse(data?.after.data()).data;
      if (!after || after.addressHash === before?.addressHash) return;
      for (const invite of await spaces.invitesTo(after.addressHash)) await tell(params.uid, invite);
    },
  };
}
