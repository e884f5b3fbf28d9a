import { committer } from "../../platform/firestore/commit.js";
import type { Directory } from "../../platform/auth/directory.js";
import type { BaseKit, Feature } from "../feature.js";
import type { AccountsActions } from "./actions.js";
import { closingAccounts } from "./closing.js";
import { type Deleting, deleting, type ForgetUser } from "./deleting.js";
import { profileRoutes } from "./http.js";
import { sweepAccounts } from "./sweepAccounts.js";

interface Deps extends BaseKit {
  readonly accounts: AccountsActions;
  readonly directory: Directory;
  /** What the other features do when an account ends, in this order. */
  readonly forget: readonly ForgetUser[];
}

/** The profile, and the end of an account: it takes along what every other feature holds, so it is built after them. */
export function accountDeletion({ accounts, directory, forget, ...kit }: Deps): Feature<Deleting> {
  const { firebase, publisher, clock, log } = kit;
  const { firestore } = firebase;
  const actions = deleting({
    closing: closingAccounts(firebase),
    forget: [...forget, accounts.forgetUser],
    userChanged: publisher.userChanged,
    wakeUps: kit.wakeUps,
    commit: committer(firestore, "a deletion"),
    clock,
    log,
  });
  const { usersAfter } = accounts;
  return {
    name: "account deletion",
    actions,
    routes: profileRoutes({ ...accounts, ...actions }),
    wakeUps: [actions.finish],
    sweep: async () => {
      await sweepAccounts({ firestore, directory, usersAfter, deleteRest: actions.deleteRest, clock, log });
    },
  };
}
