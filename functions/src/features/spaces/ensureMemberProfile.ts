import { Member } from "@firecast/contract/spaces";
import type { Written } from "../../platform/firestore/trigger.js";
import { parseWritten } from "../../platform/notices/readWritten.js";
import type { AccountsActions } from "../accounts/actions.js";

interface Deps {
  accounts: Pick<AccountsActions, "ensureProfile">;
}

/** A user who becomes a member has a profile from then on. Safe to repeat. */
export async function ensureMemberProfile(
  { accounts }: Deps,
  { data, params }: Written<{ spaceId: string; uid: string }>,
): Promise<void> {
  const after = parseWritten(Member, data?.after, params);
  if (after?.status !== "active") return;
  if (parseWritten(Member, data?.before, params)?.status === "active") return;
  await accounts.ensureProfile(after.uid);
}
