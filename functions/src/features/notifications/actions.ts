import { z } from "zod";
import { channelOf } from "@firecast/contract/channel";
import { inboxChannel } from "@firecast/contract/notifications";
import { Segment } from "@firecast/contract/ids";
import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { Random } from "../../platform/ids.js";
import type { Log } from "../../platform/log.js";
import { onWakeUp, type WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { Presence, Publisher, RateLimits } from "../../realtime/index.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { CalendarActions } from "../calendar/actions.js";
import type { ChatActions } from "../chat/actions.js";
import type { SpacesActions } from "../spaces/actions.js";
import type { ToolsActions } from "../tools/actions.js";
import { audienceBudget } from "./budget.js";
import { forgetting } from "./forgetting.js";
import { inboxActions, snoozeKind } from "./inbox/actions.js";
import { fanOutQueues } from "./fanOut.js";
import { GatheringDue, gatheringKind } from "./inbox/gathering.js";
import { SpreadDue, spreadKind } from "./inbox/marking.js";
import { Chunk, notifying } from "./notify.js";
import { preferencesActions } from "./preferences/actions.js";
import { preferencesStore } from "./preferences/store.js";
import { producers } from "./producers.js";
import { devicesStore } from "./push/devicesStore.js";
import { pushing } from "./push/pushing.js";
import { PushDue, ReleaseDue } from "./push/wakeUps.js";

export interface NotificationsDeps {
  firebase: Firebase;
  spaces: SpacesActions;
  chat: ChatActions;
  tools: ToolsActions;
  calendar: CalendarActions;
  accounts: AccountsActions;
  publisher: Publisher;
  presence: Pick<Presence, "of">;
  limits: RateLimits;
  wakeUps: WakeUps;
  /** Parts of large audiences, as `fanOutPolicy` says. */
  chunks: WakeUps;
  /** Of the web app, https: where a click on a web push leads. */
  appUrl: string | undefined;
  /** How long somebody who is looking may take to see a row before it is pushed, ms. */
  seenGraceMs: number;
  clock: Clock;
  random: Random;
  log: Log;
}

const SnoozeDue = z.object({ uid: Segment, id: Segment });

/** From what happens to rows in inboxes, and from rows to pushes. */
export function notificationsActions(deps: NotificationsDeps) {
  const { firebase, presence, limits, log } = deps;
  const inbox = inboxActions(deps);
  const limit = (uid: string): void => {
    limits.take(uid, channelOf(inboxChannel, { uid }));
  };
  const push = pushing({
    ...deps,
    limit,
    isWatching: async (uid) => (await presence.of(channelOf(inboxChannel, { uid }))).includes(uid),
    unread: async (uid) => (await inbox.counts(uid)).unread,
    blockedBy: async (uid) => new Set((await inbox.blocked(uid)).map((blocked) => blocked.uid)),
  });
  const budget = audienceBudget({ ...deps, firestore: firebase.firestore });
  const telling = notifying({ ...deps, inbox, budget });
  const preferences = preferencesStore(firebase.firestore, log);
  const produce = producers({
    ...deps,
    ...telling,
    leave: inbox.leave,
    readersOf: preferences.readersOf,
    firestore: firebase.firestore,
  });

  const wakeUpHandlers = [
    produce.reminderDue,
    onWakeUp(gatheringKind, GatheringDue, ({ uid }) => inbox.takeIn(uid)),
    onWakeUp(spreadKind, SpreadDue, (due) => inbox.spread(due)),
    onWakeUp(snoozeKind, SnoozeDue, async ({ uid, id }) => {
      await inbox.wake(uid, id);
      await push.deliverAgain(uid, id);
    }),
    onWakeUp("push", PushDue, ({ uid, notificationId }) => push.deliver(uid, notificationId)),
    onWakeUp("release", ReleaseDue, ({ uid }) => push.release(uid)),
  ];
  const chunkHandlers = Object.values(fanOutQueues).map((queue) => onWakeUp(queue, Chunk, telling.addChunk));

  return {
    inbox,
    preferences: preferencesActions(preferences, limit),
    push,
    produce,
    wakeUps: wakeUpHandlers,
    chunks: chunkHandlers,
    addChunk: telling.addChunk,
    ...forgetting({ firestore: firebase.firestore, devices: devicesStore(firebase.firestore, log) }),

    /**
     * What the trigger on a new row does. Runs at least once; safe to repeat: what was pushed to a device is recorded.
     */
    rowCreated: async ({ params: { uid, id } }: { params: { uid: string; id: string } }): Promise<void> => {
      await push.deliver(uid, id);
      log.info("notification.delivered", { uid, id });
    },
  };
}

export type NotificationsActions = ReturnType<typeof notificationsActions>;
