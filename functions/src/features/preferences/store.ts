import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { Preferences } from "@firecast/contract/notifications/preferences";
import { committer } from "../../platform/firestore/commit.js";
import { readDocument, readDocuments } from "../../platform/firestore/read.js";
import type { Log } from "../../platform/log.js";
import { preferencesDocument } from "./paths.js";

/** Every read and write of preferences. Writes go into the caller's batch. */
export function preferencesStore(firestore: Firestore, log: Log) {
  const preferencesAt = (uid: string) => preferencesDocument.document(firestore, { uid });

  return {
    /** Empty if the user never chose anything. */
    of: async (uid: string): Promise<Preferences> =>
      (await readDocument(Preferences, preferencesAt(uid), log))?.value ?? {},

    /** The same, one for each uid in their order. */
    ofAll: async (uids: readonly string[]): Promise<Preferences[]> => {
      const found = await readDocuments(Preferences, uids.map(preferencesAt), log);
      return found.map((seen) => seen?.value ?? {});
    },

    /** Replaces all. */
    put: (batch: WriteBatch, uid: string, preferences: Preferences): void => {
      batch.set(preferencesAt(uid), preferences);
    },

    remove: (batch: WriteBatch, uid: string): void => {
      batch.delete(preferencesAt(uid));
    },

    commit: committer(firestore, "preferences"),
  };
}

export type PreferencesStore = ReturnType<typeof preferencesStore>;
