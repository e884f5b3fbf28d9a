import { membersChannel } from "@firecast/contract/spaces";
import { onWritten } from "../../platform/firestore/trigger.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { BaseKit, Manifest } from "../feature.js";
import { type SpacesActions, spacesActions } from "./actions.js";
import { spacesRoutes } from "./http.js";
import { memberDocument } from "./paths.js";
import { onMemberWritten } from "./triggers.js";

export const spaces = {
  name: "spaces",
  channels: [membersChannel],
  build: (kit) => {
    const actions = spacesActions({ ...kit, names: kit.accounts.names });
    return {
      name: "spaces",
      actions,
      routes: spacesRoutes(actions),
      triggers: [onWritten(memberDocument, onMemberWritten(actions))],
      forgetUser: actions.forgetUser,
    };
  },
} satisfies Manifest<BaseKit & { accounts: AccountsActions }, SpacesActions>;
