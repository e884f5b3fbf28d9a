import { channelOf } from "@firecast/contract/core/channel";
import { RowChange, ListInbox, inboxChannel } from "@firecast/contract/notifications/notifications";
import { inboxActions } from "../../../src/features/inbox/actions.js";
import { randomIds } from "../../../src/platform/ids.js";
import type { WakeUp, WakeUps } from "../../../src/platform/wakeUps/wakeUps.js";
import { limitsInMemory } from "../../support/memoryLedgers.js";
import { theTypes } from "../../support/noticeTypes.js";
import { recordedLog } from "../../support/recordedLog.js";
import { type SetClock, setClock } from "../../support/setClock.js";
import { type TestInstance, theFirebase } from "../../support/testInstance.js";
import { aMention } from "./builders.js";

export const everything = ListInbox.parse({ limit: 100 });

/** An inbox of a new user, and the alarms that it sets. Several of one user are as many instances of the backend. */
export function anInbox(
  server: TestInstance,
  clock: SetClock = setClock(),
  uid = randomIds.next(),
  firebase = theFirebase(),
  markBeyond?: number,
) {
  const alarms = new Map<string, WakeUp>();
  const inbox = inboxActions({
    firebase,
    types: theTypes,
    publisher: server.instance.core.publisher,
    wakeUps: recording(alarms),
    limits: limitsInMemory(clock, 1000),
    clock,
    random: Math.random,
    log: recordedLog(),
    ...(markBeyond !== undefined && { markBeyond }),
  });
  return {
    uid,
    clock,
    inbox,
    alarms,
    /** Another instance's view of the same inbox. */
    another: (its = firebase) => anInbox(server, clock, uid, its, markBeyond),
    come: (messageId: string, spaceId = messageId) => inbox.add(aMention({ uid, messageId, spaceId })),
    list: async () => (await inbox.list(uid, everything)).items,
    /** Everything that the stream tells, as it tells it. */
    told: () => server.events(channelOf(inboxChannel, { uid }).name),
    events: async () => {
      const { name } = channelOf(inboxChannel, { uid });
      return (await server.events(name)).map(({ type, data }) => ({ type, ...RowChange.parse(data) }));
    },
  };
}

const recording = (alarms: Map<string, WakeUp>): Pick<WakeUps, "add" | "announce" | "schedule"> => ({
  add: (_, wakeUp) => void alarms.set(wakeUp.id, wakeUp),
  announce: () => Promise.resolve(),
  schedule: (wakeUp) => Promise.resolve(void alarms.set(wakeUp.id, wakeUp)),
});
