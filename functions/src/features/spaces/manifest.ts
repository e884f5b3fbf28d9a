import { membersChannel } from "@firecast/contract/spaces";
import { onWritten } from "../../platform/firestore/trigger.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { BaseKit, Manifest } from "../feature.js";
import { type SpacesActions, spacesActions } from "./actions.js";
import { spacesDeps } from "./deps.js";
import { spacesRoutes } from "./http.js";
import { leaveSpaces } from "./leaveSpaces.js";
import { memberDocument } from "./paths.js";
import { onMemberWritten } from "./triggers.js";

export const spaces = {
  name: "spaces",
  channels: [membersChannel],
  build: (kit) => {
    const deps = spacesDeps({ ...kit, names: kit.accounts.names });
    return {
      name: "spaces",
      actions: spacesActions(deps),
      routes: spacesRoutes(deps),
      triggers: [onWritten(memberDocument, onMemberWritten(deps))],
      forgetUser: (uid) => leaveSpaces(deps, uid),
    };
  },
} satisfies Manifest<BaseKit & { accounts: AccountsActions }, SpacesActions>;
