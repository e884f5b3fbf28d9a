import { type DocumentReference, type Firestore, type WriteBatch } from "firebase-admin/firestore";
import type { Announcement } from "../../contract/accounts.js";
import { seconds } from "../../platform/clock.js";
import { committer } from "../../platform/committer.js";
import { GrpcStatus, grpcCode, within } from "../../platform/grpc.js";
import { type IdPage, idsAfter } from "../../platform/idsAfter.js";
import type { Achievement, Profile } from "./schema.js";

const commitWithin = seconds(5);

/** Every read and write of profiles, achievements and announcements. */
export function accountsStore(firestore: Firestore) {
  const commit = committer(firestore, "an announcement");
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

    createProfile: (profile: Profile) => createOnce(profileAt(profile.uid), profile),

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
