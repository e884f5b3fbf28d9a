import {
  type DocumentReference,
  FieldValue,
  type Firestore,
  type WriteBatch,
} from "firebase-admin/firestore";
import type { Announcement, ChangeProfile } from "@firecast/contract/accounts";
import { seconds } from "../../platform/clock.js";
import { committer } from "../../platform/firestore/commit.js";
import { GrpcStatus, grpcCode, within } from "../../platform/firestore/grpc.js";
import { type IdPage, idsAfter } from "../../platform/firestore/idsAfter.js";
import type { Log } from "../../platform/log.js";
import { claimOnce, decode, type Versioned } from "../../platform/firestore/versioned.js";
import { type Achievement, StoredProfile } from "./schema.js";

const commitWithin = seconds(5);
const readWithin = seconds(5);

/** Every read and write of profiles, achievements and announcements. */
export function accountsStore(firestore: Firestore, log: Log) {
  const commit = committer(firestore, "an account");
  const profileAt = (uid: string) => firestore.doc(`users/${uid}`);

  /** Whether it is new. What is there already stays as it is. */
  const createOnce = async (reference: DocumentReference, data: object): Promise<boolean> => {
    try {
      await within(commitWithin, "write of an account", reference.create(data));
      return true;
    } catch (error) {
      if (grpcCode(error) === GrpcStatus.alreadyExists) return false;
      throw error;
    }
  };

  return {
    usersAfter: (page: IdPage) => idsAfter(firestore.collection("users"), page),

    /** One for each uid, in their order. */
    profiles: async (uids: readonly string[]): Promise<(Versioned<StoredProfile> | undefined)[]> => {
      if (uids.length === 0) return [];
      const read = firestore.getAll(...uids.map(profileAt));
      const snapshots = await within(readWithin, "read of profiles", read);
      return snapshots.map((snapshot) => decode(StoredProfile, snapshot, log));
    },

    usersOf: (organizationId: string, page: IdPage) =>
      idsAfter(firestore.collection("users").where("organizationId", "==", organizationId), page),

    /** Firebase Auth gives an address to one account; profiles may lag behind. */
    usersWithAddress: (addressHash: string) =>
      idsAfter(firestore.collection("users").where("addressHash", "==", addressHash), { limit: 5 }),

    createProfile: (profile: StoredProfile) => createOnce(profileAt(profile.uid), profile),

    /** What Auth says now, and the name where none was asked for yet. @throws a conflict if the profile is gone. */
    updateFacts: async ({ uid, organizationId, addressHash, displayName }: StoredProfile): Promise<void> => {
      const gone = FieldValue.delete();
      const facts = {
        organizationId: organizationId ?? gone,
        addressHash: addressHash ?? gone,
        ...(displayName !== undefined && { displayName }),
      };
      await within(commitWithin, "write of an account", profileAt(uid).update(facts));
    },

    updateProfile: (
      batch: WriteBatch,
      { value, version }: Versioned<StoredProfile>,
      change: ChangeProfile,
    ) => {
      const gone = (name: string) => (name === "displayName" ? null : FieldValue.delete());
      const fields = Object.entries(change).map(([name, said]) => [name, said ?? gone(name)]);
      claimOnce(batch, profileAt(value.uid));
      batch.update(profileAt(value.uid), Object.fromEntries(fields), { lastUpdateTime: version });
    },

    /** The profile and all that lies under it. */
    deleteUser: (uid: string): Promise<void> => firestore.recursiveDelete(profileAt(uid)),

    commit,

    createAchievement: (uid: string, achieved: Achievement) =>
      createOnce(profileAt(uid).collection("achievements").doc(achieved.achievement), achieved),

    /** With the record of a keyed request, in one commit. */
    createAnnouncement: (announcement: Announcement, also: (batch: WriteBatch) => void): Promise<void> =>
      commit((batch) => {
        batch.create(firestore.doc(`announcements/${announcement.id}`), announcement);
        also(batch);
      }),
  };
}

export type AccountsStore = ReturnType<typeof accountsStore>;
