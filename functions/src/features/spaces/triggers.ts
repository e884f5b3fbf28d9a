import type { DocumentSnapshot } from "firebase-admin/firestore";
import { Member } from "@firecast/contract/space/spaces";
import type { Written } from "../../platform/firestore/trigger.js";
import { parseWritten } from "../../platform/notices/readWritten.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { SpacesDeps } from "./deps.js";

type MemberWritten = Written<{ spaceId: string; uid: string }>;

/**
 * Ends the streams of a user who is no active member any more, also where another backend decided so.
 *
 * Runs at least once, late or out of order. Safe to repeat: what counts is whether the user is a member now, not what
 * the event says.
 */
export const onMemberWritten =
  ({ store, publisher }: Pick<SpacesDeps, "store" | "publisher">) =>
  async ({ data, params: { spaceId, uid } }: MemberWritten): Promise<void> => {
    if (!isActive(data?.before) || isActive(data?.after)) return;
    const member = await store.member(spaceId, uid);
    if (member?.value.status === "active") return;
    await publisher.ensureRevoked(uid, "spaceId", spaceId);
  };

const isActive = (snapshot: DocumentSnapshot | undefined): boolean =>
  Member.safeParse(snapshot?.data()).data?.status === "active";

/** A user who becomes a member has a profile from then on. Safe to repeat. */
export async function ensureMemberProfile(
  { accounts }: { readonly accounts: Pick<AccountsActions, "ensureProfile"> },
  { data, params }: MemberWritten,
): Promise<void> {
  const after = parseWritten(Member, data?.after, params);
  const before = parseWritten(Member, data?.before, params);
  if (after?.status === "active" && before?.status !== "active") await accounts.ensureProfile(after.uid);
}
