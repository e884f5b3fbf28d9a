import { spaceChannel } from "@firecast/contract/space/spaceChannel";
import { membersChannel } from "@firecast/contract/space/spaces";
import { onCreated, onWritten } from "../../platform/firestore/trigger.js";
import type { SetupQueue } from "../../platform/setup/queue.js";
import type { AccountsActions } from "../accounts/actions.js";
import { profileDocument } from "../accounts/paths.js";
import type { BaseKit, Manifest } from "../feature.js";
import { type SpacesActions, spacesActions } from "./actions.js";
import {
  dropEarlierInvites,
  dropNeedlessInvite,
  tellOfEarlierInvites,
  tellOfInvite,
} from "./members/addressInvites.js";
import type { DeletionDeps } from "./deletion/deps.js";
import { eraseMembers } from "./deletion/eraseMembers.js";
import { goOnErasing } from "./deletion/eraseSpace.js";
import { spacesDeps } from "./deps.js";
import { memberJoined, membersJoined, noteMember } from "./happenings.js";
import { spacesRoutes } from "./http.js";
import { leaveSpaces } from "./members/leaveSpaces.js";
import { spacesTypes } from "./notices.js";
import { inviteDocument, memberDocument } from "./paths.js";
import { spacesSetup } from "./setupSteps.js";
import { tellOfMember } from "./members/tellOfMembers.js";
import { ensureMemberProfile, onMemberWritten } from "./triggers.js";

interface SpacesBuildKit extends BaseKit, Pick<DeletionDeps, "forgetSpace" | "kinds"> {
  readonly accounts: AccountsActions;
  setups(): SetupQueue;
}

export const spaces = {
  name: "spaces",
  channels: [spaceChannel, membersChannel],
  noticeTypes: spacesTypes,
  happeningKinds: [memberJoined],
  build: (kit) => {
    const deps = spacesDeps({ ...kit, names: kit.accounts.names });
    const actions = spacesActions(deps);
    const { firestore } = kit.firebase;
    const deletion: DeletionDeps = { ...kit, ...deps, firestore };
    const following = { ...kit, store: deps.store, spaces: actions };
    return {
      name: "spaces",
      actions,
      routes: spacesRoutes(deletion),
      wakeUps: [goOnErasing(deletion)],
      setupSteps: spacesSetup(deps),
      triggers: [
        onWritten(memberDocument, onMemberWritten(deps)),
        onWritten(memberDocument, (event) => ensureMemberProfile(following, event)),
        onCreated(inviteDocument, (event) => dropNeedlessInvite(following, event)),
        onWritten(profileDocument, (event) => dropEarlierInvites(following, event)),
      ],
      notices: {
        triggers: (teller) => [
          onWritten(memberDocument, (event) => tellOfMember({ ...following, teller }, event)),
          onCreated(inviteDocument, (event) => tellOfInvite({ ...following, teller }, event)),
          onWritten(profileDocument, (event) => tellOfEarlierInvites({ ...following, teller }, event)),
        ],
      },
      happenings: {
        triggers: (listener) => [
          onWritten(memberDocument, (event) => noteMember({ ...deps, listener }, event)),
        ],
        lookups: [membersJoined(deps)],
      },
      forgetUser: (uid) => leaveSpaces(deps, uid),
      forgetSpace: (spaceId) => eraseMembers({ ...kit, ...deps }, spaceId),
    };
  },
} satisfies Manifest<SpacesBuildKit, SpacesActions>;
