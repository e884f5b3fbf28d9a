import type { Firestore, WriteBatch } from "firebase-admin/firestore";
import { z } from "zod";
import { Preferences, type QuietHours } from "@firecast/contract/preferences";
import { TimeZone } from "@firecast/contract/timeZone";
import { seconds } from "../../../platform/clock.js";
import { committer } from "../../../platform/firestore/commit.js";
import { within } from "../../../platform/firestore/grpc.js";
import type { Log } from "../../../platform/log.js";
import { decode } from "../../../platform/firestore/versioned.js";

/** A user, as far as it matters when to tell them something. */
export interface Reader {
  readonly uid: string;
  readonly timeZone: string;
  readonly quietHours?: QuietHours | null | undefined;
}

/** A profile; a zone that this runtime does not know counts as none. */
const Zoned = z.object({ timeZone: TimeZone.optional().catch(undefined) });

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

    /** Where these users are, and when they want to be left alone. */
    readersOf: async (uids: readonly string[]): Promise<Reader[]> => {
      if (uids.length === 0) return [];
      const documents = uids.flatMap((uid) => [preferencesAt(uid), firestore.doc(`users/${uid}`)]);
      const read = await within(readWithin, "read of readers", firestore.getAll(...documents));
      return uids.map((uid, index) => {
        const { quietHours } = decode(Preferences, read[2 * index], log)?.value ?? {};
        const profile = Zoned.safeParse(read[2 * index + 1]?.data()).data;
        const timeZone = quietHours?.timeZone ?? profile?.timeZone ?? "Etc/UTC";
        return { uid, timeZone, quietHours };
      });
    },

    /** Replaces all. */
    put: (batch: WriteBatch, uid: string, preferences: Preferences): void => {
      batch.set(preferencesAt(uid), preferences);
    },

    commit: committer(firestore, "preferences"),
  };
}

export type PreferencesStore = ReturnType<typeof preferencesStore>;
