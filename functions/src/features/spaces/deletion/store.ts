import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { Member, type Space } from "@firecast/contract/space/spaces";
import { committer } from "../../../platform/firestore/commit.js";
import { deletePages } from "../../../platform/firestore/deletePages.js";
import { pages } from "../../../platform/firestore/pages.js";
import { readDocument } from "../../../platform/firestore/read.js";
import { decode, deleteVersion, type Versioned } from "../../../platform/firestore/versioned.js";
import type { Log } from "../../../platform/log.js";
import { inviteDocument, memberDocument, spaceDeletionDocument, spaceDocument } from "../paths.js";
import type { MemberRow } from "../store.js";
import { SpaceDeletion } from "./schema.js";

/** Documents per read where there may be many. */
const pageSize = 100;

/** Every read and write of spaces that are being deleted. */
export function deletionsStore(firestore: Firestore, log: Log) {
  const spaceAt = (spaceId: string) => spaceDocument.document(firestore, { spaceId });
  const deletionOf = (spaceId: string) => spaceDeletionDocument.document(firestore, { spaceId });
  const membersOf = (spaceId: string) => memberDocument.collection(firestore, { spaceId });
  const commit = committer(firestore, "a deletion");

  return {
    /** What is noted of a space that is being deleted. */
    deletion: (spaceId: string): Promise<Versioned<SpaceDeletion> | undefined> =>
      readDocument(SpaceDeletion, deletionOf(spaceId), log),

    /** The space is gone from then on, with its members still there. */
    deleteSpace: (
      batch: WriteBatch,
      seen: Versioned<Space>,
      deletion: Omit<SpaceDeletion, "spaceId">,
    ): void => {
      const { id: spaceId } = seen.value;
      deleteVersion(batch, spaceAt(spaceId), seen);
      batch.create(deletionOf(spaceId), { spaceId, ...deletion });
    },

    /** All members, whatever their status, a page at a time. */
    memberPages: async function* (spaceId: string): AsyncGenerator<MemberRow[]> {
      for await (const page of pages(membersOf(spaceId), { what: "members", size: pageSize }))
        yield page.map((snapshot) => ({ id: snapshot.id, member: decode(Member, snapshot, log)?.value }));
    },

    removeMembers: (spaceId: string, uids: readonly string[]): Promise<void> =>
      commit((batch) => uids.forEach((uid) => batch.delete(membersOf(spaceId).doc(uid)))),

    removeInvites: (spaceId: string): AsyncGenerator<undefined> =>
      deletePages(firestore, inviteDocument.collection(firestore, { spaceId }), { what: "invites" }),

    /** All that is stored under the space. */
    removeRest: (spaceId: string): Promise<void> => firestore.recursiveDelete(spaceAt(spaceId)),

    removeDeletion: (spaceId: string): Promise<void> => commit((batch) => batch.delete(deletionOf(spaceId))),
  };
}

export type DeletionsStore = ReturnType<typeof deletionsStore>;
