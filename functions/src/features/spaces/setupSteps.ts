import type { WriteBatch } from "firebase-admin/firestore";
import { ignoreConflict } from "../../platform/firestore/ignoreConflict.js";
import { sha256 } from "../../platform/ids.js";
import type { Made, SetupStep } from "../../platform/setup/step.js";
import type { Outcome } from "./members/commitDecision.js";
import type { SpacesDeps } from "./deps.js";
import { inviteByEmail, inviteMember } from "./members/inviteMember.js";

/** What spaces do for a new space. Its channels, and the role of its founder, come with it. */
export const spacesSetup = (deps: SpacesDeps): SetupStep[] => [
  { name: "channels", order: 10, doing: "Opening the space's channels" },
  { name: "roles", order: 20, doing: "Making its founder the owner" },
  {
    name: "invites",
    order: 50,
    doing: "Inviting members",
    parts: ["invites"],
    run: async ({ spaceId, founder: user, order: { invites = [] }, once }) => {
      for (const invite of invites) {
        if ("uid" in invite) {
          const { uid } = invite;
          const made = ({ changed }: Outcome): Made | undefined => (changed ? { uid } : undefined);
          await once({ key: `uid ${uid}`, what: `The invite of ${uid}`, made }, (request) =>
            inviteMember(deps, { user, spaceId, uid, request }),
          );
        } else {
          const { email } = invite;
          const addressHash = sha256(email);
          const made = (): Made => ({ addressHash });
          await once({ key: `address ${addressHash}`, what: "An invite by e-mail", made }, (request) =>
            inviteByEmail(deps, { user, spaceId, email, request }),
          );
        }
      }
    },
    undo: (made, { spaceId }) => withdraw(deps, spaceId, made),
  },
];

/** Who has come already stays. */
async function withdraw({ store }: SpacesDeps, spaceId: string, { uid, addressHash }: Made): Promise<void> {
  if (addressHash !== undefined) await store.dropInvite({ spaceId, addressHash });
  if (uid === undefined) return;
  const seen = await store.member(spaceId, uid);
  if (seen?.value.status !== "invited") return;
  await ignoreConflict(store.commit((batch: WriteBatch) => store.removeMember(batch, seen)));
}
