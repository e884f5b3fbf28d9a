import { committer } from "../../platform/firestore/commit.js";
import type { BaseKit, Feature } from "../feature.js";
import type { AccountsActions } from "./actions.js";
import { authAccounts } from "./authAccounts.js";
import { deleteRest, type DeletionDeps, finishDeletion, type ForgetUser } from "./deleteAccount.js";
import { deletionRoutes } from "./http.js";
import { sweepAccounts } from "./sweepAccounts.js";

interface Kit extends BaseKit {
  readonly accounts: AccountsActions;
  /** What the other features do when an account ends, in this order. */
  readonly forget: readonly ForgetUser[];
}

/** The end of an account: it takes along what every other feature holds, so it is built after them. */
export function accountDeletion({ accounts, directory, forget, ...kit }: Kit): Feature<DeletionDeps> {
  const { firebase, publisher, wakeUps, clock, log } = kit;
  const { firestore } = firebase;
  const { usersAfter } = accounts;
  const deps: DeletionDeps = {
    authAccounts: authAccounts(firebase),
    forget: [...forget, accounts.forgetUser],
    userChanged: publisher.userChanged,
    wakeUps,
    commit: committer(firestore, "a deletion"),
    clock,
    log,
  };
  return {
    name: "account deletion",
    actions: deps,
    routes: deletionRoutes(deps),
    wakeUps: [finishDeletion(deps)],
    sweep: async () => {
      const rest = (uid: string): Promise<void> => deleteRest(deps, uid);
      await sweepAccounts({ firestore, directory, usersAfter, deleteRest: rest, clock, log });
    },
  };
}
