import type { Member } from "@firecast/contract/space/spaces";
import { settleAll } from "../../../platform/concurrency/settleAll.js";
import { derivedId } from "../../../platform/ids.js";
import { clip } from "../../../platform/notices/clip.js";
import type { AccountsActions } from "../../accounts/actions.js";
import type { SpaceDeletion } from "./schema.js";
import type { DeletionsStore } from "./store.js";

interface Deps {
  readonly deletions: DeletionsStore;
  readonly accounts: Pick<AccountsActions, "alert">;
}

/**
 * Takes all members out of a space that is deleted, and its invites. Each active member but the one who deleted it is told once,
 * before their membership goes. What the space had told them leaves their inboxes with it.
 */
export async function* eraseMembers(
  { deletions, accounts }: Deps,
  spaceId: string,
): AsyncGenerator<undefined> {
  const deletion = await deletions.deletion(spaceId);
  for await (const page of deletions.memberPages(spaceId)) {
    if (deletion)
      await settleAll(toTell(page, deletion.value).map((uid) => tell(accounts, uid, deletion.value)));
    await deletions.removeMembers(
      spaceId,
      page.map(({ id }) => id),
    );
    yield undefined;
  }
  yield* deletions.removeInvites(spaceId);
}

const toTell = (page: readonly { member: Member | undefined }[], { deletedBy }: SpaceDeletion): string[] =>
  page.flatMap(({ member }) => (member?.status === "active" && member.uid !== deletedBy ? member.uid : []));

const tell = (
  accounts: Pick<AccountsActions, "alert">,
  uid: string,
  { spaceId, name }: SpaceDeletion,
): Promise<void> =>
  accounts.alert(uid, {
    id: derivedId("space-deleted", spaceId, uid),
    title: clip(`${name} was deleted`),
    body: "An owner has deleted the space, with all that was in it.",
  });
