import { inboxChannel } from "@firecast/contract/notifications/notifications";
import { onWakeUp } from "../../platform/wakeUps/wakeUps.js";
import { sharedFeature } from "../feature.js";
import { inboxActions } from "./actions.js";
import { blockedRoutes } from "./blocked/http.js";
import { GatheringDue, gatheringKind } from "./bulk/gather.js";
import { SpreadDue, spreadKind } from "./bulk/spreadMarks.js";
import { inboxRoutes, inboxStream } from "./http.js";

export const inbox = sharedFeature({
  name: "inbox",
  channels: [inboxChannel],
  build: (kit) => {
    const actions = inboxActions(kit);
    return {
      name: "inbox",
      actions,
      routes: [...inboxRoutes(actions, kit.types), ...blockedRoutes(actions)],
      streams: (streaming) => [inboxStream(streaming)],
      wakeUps: [
        onWakeUp(gatheringKind, GatheringDue, ({ uid }) => actions.takeIn(uid)),
        onWakeUp(spreadKind, SpreadDue, (due) => actions.spread(due)),
      ],
      forgetUser: actions.forgetUser,
    };
  },
});
