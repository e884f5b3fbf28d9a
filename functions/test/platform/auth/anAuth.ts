import { accountDirectory } from "../../../src/platform/auth/directory.js";

/** Firebase Auth by hand: the accounts that there are, and every look-up that was made. */
export function anAuth(records: readonly object[] = [aRecord()]) {
  const accounts = new Map(records.map((record) => [uidOf(record), record]));
  const lookUps: string[][] = [];
  let failure: Error | undefined;
  /** A token is its claims. */
  const verify = (token: string): Promise<unknown> => Promise.resolve(JSON.parse(token));
  const calls = {
    verifyIdToken: verify,
    verifySessionCookie: verify,
    getUsers: (identifiers: { uid: string }[]) => {
      lookUps.push(identifiers.map(({ uid }) => uid));
      if (failure) return Promise.reject(failure);
      return Promise.resolve({ users: identifiers.flatMap(({ uid }) => accounts.get(uid) ?? []) });
    },
  };
  const auth = () => Promise.resolve(calls);
  return {
    auth,
    directory: accountDirectory(auth),
    lookUps,
    put: (record: object) => void accounts.set(uidOf(record), record),
    delete: (uid: string) => void accounts.delete(uid),
    fail: (error: Error | undefined) => void (failure = error),
  };
}

const uidOf = (record: object): string => ("uid" in record ? String(record.uid) : "");

/** A user record as the Admin SDK gives it. */
export const aRecord = (values: object = {}): object => ({
  uid: "mia",
  email: "Mia@example.com",
  emailVerified: true,
  disabled: false,
  tokensValidAfterTime: "Sun, 01 Mar 2026 11:00:00 GMT",
  ...values,
});
