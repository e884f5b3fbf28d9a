import { seconds } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import { within } from "../../platform/firestore/grpc.js";

/** What the end of an account asks of Firebase Auth. An account that is gone already is no failure. */
export interface AuthAccounts {
  /** Which account of that uid it is: another one may be made under the same uid later. Undefined if there is none. */
  incarnation(uid: string): Promise<string | undefined>;
  /** From then on no proof of its identity counts. */
  disable(uid: string): Promise<void>;
  remove(uid: string): Promise<void>;
}

const answerWithin = seconds(5);

export function authAccounts(firebase: Firebase): AuthAccounts {
  const ask = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await within(answerWithin, "end of an account", work());
    } catch (error) {
      if (isUnknown(error)) return undefined;
      throw error;
    }
  };
  return {
    incarnation: async (uid) => {
      const record = await ask(async () => (await firebase.auth()).getUser(uid));
      return record?.metadata.creationTime;
    },
    disable: async (uid) => {
      await ask(async () => (await firebase.auth()).updateUser(uid, { disabled: true }));
    },
    remove: async (uid) => {
      await ask(async () => (await firebase.auth()).deleteUser(uid));
    },
  };
}

/** https://firebase.google.com/docs/auth/admin/errors */
const isUnknown = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "auth/user-not-found";
