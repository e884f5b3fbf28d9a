import {
  type DocumentReference,
  FieldValue,
  type Firestore,
  type WriteBatch,
} from "firebase-admin/firestore";
import type { Announcement, ChangeProfile } from "@firecast/contract/accounts";
import { channelOf } from "@firecast/contract/core/channel";
import { userChannel } from "@firecast/contract/realtime";
import { committer } from "../../platform/firestore/commit.js";
import { type IdPage, idsAfter } from "../../platform/firestore/idsAfter.js";
import { createdNow } from "../../platform/firestore/ignoreConflict.js";
import { readDocuments } from "../../platform/firestore/read.js";
import { updateVersion, type Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import { eventsOf } from "../../realtime/index.js";
import { achievementDocument, announcementDocument, profileDocument } from "./paths.js";
import { type Achievement, StoredProfile } from "./schema.js";

/** Every read and write of profiles, achievements and announcements. */
export function accountsStore(firestore: Firestore, log: Log) {
  const commit = committer(firestore, "an account");
  const profileAt = (uid: string) => profileDocument.document(firestore, { uid });
  const profiles = profileDocument.collection(firestore, {});

  /** Whether it is new. What is there already stays as it is. */
  const createOnce = (reference: DocumentReference, data: object): Promise<boolean> =>
    createdNow(commit((batch) => batch.create(reference, data)));

  return {
    usersAfter: (page: IdPage) => idsAfter(profiles, page),

    /** One for each uid, in their order. */
    profiles: (uids: readonly string[]): Promise<(Versioned<StoredProfile> | undefined)[]> =>
      readDocuments(StoredProfile, uids.map(profileAt), log),

    usersOf: (organizationId: string, page: IdPage) =>
      idsAfter(profiles.where("organizationId", "==", organizationId), page),

    /** Firebase Auth gives an address to one account; profiles may lag behind. */
    usersWithAddress: (addressHash: string) =>
      idsAfter(profiles.where("addressHash", "==", addressHash), { limit: 5 }),

    createProfile: (profile: StoredProfile) => createOnce(profileAt(profile.uid), profile),

    /** What Auth says now, and the name where none was asked for yet. @throws a conflict if the profile is gone. */
    updateFacts: async ({ uid, organizationId, addressHash, displayName }: StoredProfile): Promise<void> => {
      const gone = FieldValue.delete();
      const facts = {
        organizationId: organizationId ?? gone,
        addressHash: addressHash ?? gone,
        ...(displayName !== undefined && { displayName }),
      };
      await commit((batch) => batch.update(profileAt(uid), facts));
    },

    updateProfile: (batch: WriteBatch, seen: Versioned<StoredProfile>, change: ChangeProfile): void => {
      const gone = (name: string) => (name === "displayName" ? null : FieldValue.delete());
      const fields = new Map(Object.entries(change).map(([name, said]) => [name, said ?? gone(name)]));
      updateVersion(batch, profileAt(seen.value.uid), seen, Object.fromEntries<unknown>(fields));
    },

    /** The profile and all that lies under it, and the log of the user's own channel. */
    deleteUser: async (uid: string): Promise<void> => {
      await firestore.recursiveDelete(profileAt(uid));
      await firestore.recursiveDelete(eventsOf(firestore, channelOf(userChannel, { uid }).name));
    },

    commit,

    createAchievement: (uid: string, achieved: Achievement) =>
      createOnce(achievementDocument.document(firestore, { uid, key: achieved.achievement }), achieved),

    createAnnouncement: (batch: WriteBatch, announcement: Announcement): void => {
      batch.create(
        announcementDocument.document(firestore, { announcementId: announcement.id }),
        announcement,
      );
    },
  };
}

export type AccountsStore = ReturnType<typeof accountsStore>;
