import { seconds } from "../clock.js";
import { within } from "../firestore/grpc.js";
import { type Account, accountOf } from "./account.js";
import type { AuthCalls } from "./calls.js";
import { unauthenticated } from "./refusal.js";
import { type Proof, type User, userOf } from "./user.js";

/** Firebase Auth's limit of one look-up (https://firebase.google.com/docs/auth/admin/manage-users#bulk_retrieve_user_data). */
export const accountsPerLookUp = 100;

const answerWithin = seconds(5);

/** The accounts as they are now: nothing is remembered. */
export interface Directory {
  /** At most 100 uids; accounts by uid; an unknown uid has no entry. @throws if Firebase Auth does not answer. */
  find(uids: readonly string[]): Promise<ReadonlyMap<string, Account>>;
}

export const accountDirectory = (auth: () => Promise<AuthCalls>): Directory => ({
  find: async (uids) => {
    const identifiers = uids.map((uid) => ({ uid }));
    const { users } = await within(
      answerWithin,
      "account look-up",
      auth().then((calls) => calls.getUsers(identifiers)),
    );
    return new Map(users.flatMap((record) => pairOf(accountOf(record))));
  },
});

/** The user behind a proof, as they are now. @throws Problem `unauthenticated` if the proof no longer counts. */
export async function userNow(directory: Directory, proof: Proof, asOf: number): Promise<User> {
  const account = (await directory.find([proof.uid])).get(proof.uid);
  const user = account && userOf(proof, account, asOf);
  if (!user) throw unauthenticated();
  return user;
}

const pairOf = (account: Account | undefined): [string, Account][] =>
  account ? [[account.uid, account]] : [];
