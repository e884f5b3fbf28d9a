import type { DocumentSnapshot } from "firebase-admin/firestore";
import { Member } from "@firecast/contract/spaces";
import type { Written } from "../../platform/firestore/trigger.js";
import type { SpacesActions } from "./actions.js";

/**
 * Ends the streams of whoever is no active member any more, also where another backend decided so.
 *
 * Runs at least once, late or out of order. Safe to repeat: what counts is whether the user is a member now, not what
 * the event says.
 */
export const onMemberWritten =
  (spaces: Pick<SpacesActions, "revokeUnlessMember">) =>
  async ({ data, params: { spaceId, uid } }: Written<{ spaceId: string; uid: string }>): Promise<void> => {
    if (!isActive(data?.before) || isActive(data?.after)) return;
    await spaces.revokeUnlessMember(uid, spaceId);
  };

const isActive = (snapshot: DocumentSnapshot | undefined): boolean =>
  Member.safeParse(snapshot?.data()).data?.status === "active";
