import type { Change, DocumentSnapshot, FirestoreEvent } from "firebase-functions/v2/firestore";
import { Member } from "@firecast/contract/spaces";
import type { SpacesActions } from "./actions.js";

type MemberWritten = Pick<
  FirestoreEvent<Change<DocumentSnapshot> | undefined, { spaceId: string; uid: string }>,
  "data" | "params"
>;

/**
 * Ends the streams of whoever is no active member any more, also where another backend decided so.
 *
 * Runs at least once, late or out of order. Safe to repeat: what counts is whether the user is a member now, not what
 * the event says.
 */
export const onMemberWritten =
  (spaces: Pick<SpacesActions, "revokeUnlessMember">) =>
  async ({ data, params: { spaceId, uid } }: MemberWritten): Promise<void> => {
    if (!isActive(data?.before) || isActive(data?.after)) return;
    await spaces.revokeUnlessMember(uid, spaceId);
  };

const isActive = (snapshot: DocumentSnapshot | undefined): boolean =>
  Member.safeParse(snapshot?.data()).data?.status === "active";
