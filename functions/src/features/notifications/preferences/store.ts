import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { Preferences } from "../../../contract/notifications.js";
import { seconds } from "../../../platform/clock.js";
import { committer } from "../../../platform/committer.js";
import { within } from "../../../platform/grpc.js";
import type { Log } from "../../../platform/log.js";
import { decode } from "../../../platform/seen.js";

const readWithin = seconds(5);

/** Every read and write of preferences. Writes go into the caller's batch. */
export function preferencesStore(firestore: Firestore, log: Log) {
  const preferencesAt = (uid: string) => firestore.doc(`users/${uid}/private/notifications`);

  return {
    /** Empty if the user never chose anything. */
    of: async (uid: string): Promise<Preferences> => {
      const snapshot = await within(readWithin, "read of preferences", preferencesAt(uid).get());
      return decode(Preferences, snapshot, log)?.value ?? {};
    },

    /** Replaces all. */
    put: (batch: WriteBatch, uid: string, preferences: Preferences): void => {
      batch.set(preferencesAt(uid), preferences);
    },

    commit: committer(firestore, "preferences"),
  };
}

export type PreferencesStore = ReturnType<typeof preferencesStore>;
