import { onCreated } from "../../platform/firestore/trigger.js";
import type { BaseKit, Manifest } from "../feature.js";
import { type AccountsActions, accountsActions } from "./actions.js";
import { accountsDeps } from "./deps.js";
import { accountsRoutes } from "./http.js";
import { accountsTypes } from "./notices.js";
import { achievementDocument, announcementDocument, profileDocument } from "./paths.js";
import { tellOfAchievement, tellOfAnnouncement, tellOfProfile } from "./tellUsers.js";

export const accounts = {
  name: "accounts",
  noticeTypes: accountsTypes,
  build: (kit) => {
    const deps = accountsDeps(kit);
    const { log } = kit;
    return {
      name: "accounts",
      actions: accountsActions(deps),
      routes: accountsRoutes(deps),
      notices: {
        triggers: (teller) => [
          onCreated(profileDocument, (event) => tellOfProfile({ teller, log }, event)),
          onCreated(achievementDocument, (event) => tellOfAchievement({ teller, log }, event)),
          onCreated(announcementDocument, (event) => tellOfAnnouncement({ teller, log }, event)),
        ],
      },
    };
  },
} satisfies Manifest<BaseKit, AccountsActions>;
