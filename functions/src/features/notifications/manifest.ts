import { inboxChannel } from "@firecast/contract/notifications";
import { onCreated, onWritten } from "../../platform/firestore/trigger.js";
import { achievementDocument, announcementDocument, profileDocument } from "../accounts/paths.js";
import { calendarEventDocument, rsvpDocument } from "../calendar/paths.js";
import { calendarActions, calendarDeps } from "../calendar/actions.js";
import { chatActions, chatDeps } from "../chat/actions.js";
import { messageDocument } from "../chat/paths.js";
import type { Feature, FeatureKit } from "../feature.js";
import { inviteDocument, memberDocument } from "../spaces/paths.js";
import { toolsActions, toolsDeps } from "../tools/actions.js";
import { deploymentDocument, toolDocument } from "../tools/paths.js";
import { type NotificationsActions, notificationsActions } from "./actions.js";
import { fanOutPolicy, fanOutQueues } from "./fanOut.js";
import { notificationsRoutes } from "./http.js";
import { inboxStream } from "./inbox/http.js";
import { notificationDocument } from "./paths.js";

export const notifications = {
  name: "notifications",
  channels: [inboxChannel],
  build: (kit: FeatureKit): Feature<NotificationsActions> => {
    const chunks = kit.wakeUpsBy(fanOutPolicy);
    const { appUrl, seenGraceMs } = kit.settings;
    const chat = chatActions(chatDeps({ ...kit, names: kit.accounts.names }));
    const [tools, calendar] = [toolsActions(toolsDeps(kit)), calendarActions(calendarDeps(kit))];
    const actions = notificationsActions({ ...kit, chat, tools, calendar, chunks, appUrl, seenGraceMs });
    const { produce } = actions;
    const runner = chunks.runner(actions.chunks);
    return {
      name: "notifications",
      actions,
      routes: notificationsRoutes(actions),
      streams: (streaming) => [inboxStream(streaming)],
      triggers: [
        onWritten(memberDocument, produce.memberWritten),
        onCreated(inviteDocument, produce.inviteCreated),
        onWritten(messageDocument, produce.messageWritten),
        onWritten(toolDocument, produce.toolWritten),
        onCreated(deploymentDocument, produce.deploymentCreated),
        onWritten(calendarEventDocument, produce.calendarEventWritten),
        onWritten(rsvpDocument, produce.rsvpWritten),
        onCreated(profileDocument, produce.profileCreated),
        onWritten(profileDocument, produce.profileWritten),
        onCreated(achievementDocument, produce.achievementCreated),
        onCreated(announcementDocument, produce.announcementCreated),
        onCreated(notificationDocument, actions.rowCreated),
      ],
      wakeUps: actions.wakeUps,
      queues: { [fanOutQueues.usual]: runner, [fanOutQueues.urgent]: runner },
      forgetUser: actions.forgetUser,
    };
  },
};
