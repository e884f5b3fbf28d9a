import type { BaseKit, Manifest } from "../feature.js";
import { type AccountsActions, accountsActions } from "./actions.js";
import { announcementRoutes } from "./http.js";

export const accounts = {
  name: "accounts",
  build: (kit) => {
    const actions = accountsActions(kit);
    return { name: "accounts", actions, routes: announcementRoutes(actions) };
  },
} satisfies Manifest<BaseKit, AccountsActions>;
