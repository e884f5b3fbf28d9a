import { onWakeUp } from "../../platform/wakeUps/wakeUps.js";
import { sharedFeature } from "../feature.js";
import { inbox } from "../inbox/manifest.js";
import { preferences } from "../preferences/manifest.js";
import { notificationsActions } from "./actions.js";
import { Chunk } from "./chunk.js";
import { fanOutPolicy, fanOutQueues } from "./fanOut.js";
import { automationNotice } from "./notices.js";
import { notificationsPerform } from "./performs.js";

/** The engine: what features tell becomes rows of inboxes. */
export const notifications = sharedFeature({
  name: "notifications",
  noticeTypes: [automationNotice],
  build: (kit) => {
    const chunks = kit.wakeUpsBy(fanOutPolicy);
    const actions = notificationsActions({
      ...kit,
      firestore: kit.firebase.firestore,
      inbox: inbox.build(kit).actions,
      preferences: preferences.build(kit).actions,
      chunks,
    });
    const { usual, urgent } = fanOutQueues;
    const runner = chunks.runner([usual, urgent].map((queue) => onWakeUp(queue, Chunk, actions.addChunk)));
    return {
      name: "notifications",
      actions,
      teller: actions,
      performs: [notificationsPerform({ teller: actions, spaces: kit.spaces })],
      queues: { [usual]: runner, [urgent]: runner },
    };
  },
});
