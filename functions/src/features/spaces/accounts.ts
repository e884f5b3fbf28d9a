import { Segment } from "../../contract/ids.js";
import { seconds } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import { within } from "../../platform/grpc.js";
import { unavailable } from "../../platform/problems.js";

export interface Accounts {
  /** Whose verified address it is. An unverified one is a claim that anybody can make. */
  uidOf(email: string): Promise<string | undefined>;
}

const answerWithin = seconds(5);

export function firebaseAccounts(firebase: Firebase): Accounts {
  const lookUp = async (email: string) => (await firebase.auth()).getUserByEmail(email);
  return {
    uidOf: async (email) => {
      try {
        const { uid, emailVerified } = await within(answerWithin, "account look-up", lookUp(email));
        return emailVerified && Segment.safeParse(uid).success ? uid : undefined;
      } catch (error) {
        if (isUnknown(error)) return undefined;
        throw unavailable(error);
      }
    },
  };
}

/** https://firebase.google.com/docs/auth/admin/errors */
const unknown: ReadonlySet<unknown> = new Set(["auth/user-not-found", "auth/invalid-email"]);

const isUnknown = (error: unknown): boolean =>
  error instanceof Error && "code" in error && unknown.has(error.code);
