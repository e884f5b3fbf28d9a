import { type Firestore, Timestamp } from "firebase-admin/firestore";
import { seconds } from "../clock.js";
import { within } from "../firestore/grpc.js";
import { path } from "../firestore/path.js";
import { read } from "../firestore/read.js";
import { sha256 } from "../ids.js";

/**
 * Session cookies that were signed out. Firebase Auth can only end all sessions of a user at once, so each is remembered
 * by its hash until it would have ended by itself.
 */
export interface DeniedSessions {
  has(cookie: string): Promise<boolean>;
  add(cookie: string, endsAt: number): Promise<void>;
}

export const deniedSessionDocument = path("deniedSessions/{id}");

/** Every request with a cookie waits for it. */
const answerWithin = seconds(3);

export function firestoreDeniedSessions(firestore: Firestore): DeniedSessions {
  const documentOf = (cookie: string) => deniedSessionDocument.document(firestore, { id: sha256(cookie) });
  return {
    has: async (cookie) => {
      const snapshot = await read("a session", documentOf(cookie).get(), answerWithin);
      return snapshot.exists;
    },
    add: async (cookie, endsAt) => {
      const denied = documentOf(cookie).set({ expireAt: Timestamp.fromMillis(endsAt) });
      await within(answerWithin, "end of a session", denied);
    },
  };
}
