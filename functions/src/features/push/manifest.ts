import { channelOf } from "@firecast/contract/core/channel";
import { inboxChannel } from "@firecast/contract/notifications/notifications";
import { onCreated } from "../../platform/firestore/trigger.js";
import { onWakeUp } from "../../platform/wakeUps/wakeUps.js";
import { DeviceAdded, deviceAddedKind } from "../devices/actions.js";
import { devices } from "../devices/manifest.js";
import { sharedFeature } from "../feature.js";
import { SnoozeDue, snoozeKind } from "../inbox/actions.js";
import { inbox } from "../inbox/manifest.js";
import { notificationDocument } from "../inbox/paths.js";
import { preferences } from "../preferences/manifest.js";
import { pushActions } from "./actions.js";
import { pushRoutes } from "./http.js";
import { PushDue, ReleaseDue } from "./wakeUps.js";

export const push = sharedFeature({
  name: "push",
  build: (kit) => {
    const { presence, settings, log } = kit;
    const { actions: rows } = inbox.build(kit);
    const actions = pushActions({
      ...kit,
      inbox: rows,
      devices: devices.build(kit).actions,
      preferences: preferences.build(kit).actions,
      isWatching: async (uid) => (await presence.of(channelOf(inboxChannel, { uid }))).includes(uid),
      appUrl: settings.appUrl,
      seenGraceMs: settings.seenGraceMs,
    });
    return {
      name: "push",
      actions,
      routes: pushRoutes(actions, kit.types),
      triggers: [
        onCreated(notificationDocument, async ({ params: { uid, id } }) => {
          await actions.deliver(uid, id);
          log.info("notification.delivered", { uid, id });
        }),
      ],
      wakeUps: [
        onWakeUp("push", PushDue, ({ uid, notificationId }) => actions.deliver(uid, notificationId)),
        onWakeUp("release", ReleaseDue, ({ uid }) => actions.release(uid)),
        onWakeUp(deviceAddedKind, DeviceAdded, ({ uid }) => actions.deliverToNewDevice(uid)),
        onWakeUp(snoozeKind, SnoozeDue, async ({ uid, id }) => {
          await rows.wake(uid, id);
          await actions.deliverAgain(uid, id);
        }),
      ],
      forgetUser: actions.forgetUser,
    };
  },
});
