import type { BaseKit, Manifest } from "../feature.js";
import { type AccountsActions, accountsActions } from "./actions.js";
import { accountsDeps } from "./deps.js";
import { accountsRoutes } from "./http.js";

export const accounts = {
  name: "accounts",
  build: (kit) => {
    const deps = accountsDeps(kit);
    return { name: "accounts", actions: accountsActions(deps), routes: accountsRoutes(deps) };
  },
} satisfies Manifest<BaseKit, AccountsActions>;
