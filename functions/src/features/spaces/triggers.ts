import type { DocumentSnapshot } from "firebase-admin/firestore";
import { Member } from "@firecast/contract/spaces";
import type { Written } from "../../platform/firestore/trigger.js";
import type { SpacesDeps } from "./deps.js";

/**
 * Ends the streams of a user who is no active member any more, also where another backend decided so.
 *
 * Runs at least once, late or out of order. Safe to repeat: what counts is whether the user is a member now, not what
 * the event says.
 */
export const onMemberWritten =
  ({ store, publisher }: Pick<SpacesDeps, "store" | "publisher">) =>
  async ({ data, params: { spaceId, uid } }: Written<{ spaceId: string; uid: string }>): Promise<void> => {
    if (!isActive(data?.before) || isActive(data?.after)) return;
    const member = await store.member(spaceId, uid);
    if (member?.value.status === "active") return;
    await publisher.ensureRevoked(uid, "spaceId", spaceId);
  };

const isActive = (snapshot: DocumentSnapshot | undefined): boolean =>
  Member.safeParse(snapshot?.data()).data?.status === "active";
