import { setTimeout as delay } from "node:timers/promises";
import type { Firestore } from "firebase-admin/firestore";
import { type Channel, channelOf } from "@firecast/contract/core/channel";
import { chatChannel } from "@firecast/contract/space/chat";
import { userChannel } from "@firecast/contract/realtime";
import { systemClock } from "../../../src/platform/clock.js";
import { randomIds } from "../../../src/platform/ids.js";
import { eventLog, type EventLog, type RawAppend } from "../../../src/realtime/log/eventLog.js";
import type { EventLogDeps } from "../../../src/realtime/log/deps.js";
import { eventsOf, type LoggedEvent, StoredEvent } from "../../../src/realtime/log/event.js";
import { logReader } from "../../../src/realtime/log/reader.js";
import { database } from "../../support/database.js";
import { recordedLog } from "../../support/recordedLog.js";

/** A log as one process has it, on the real Firestore emulator. */
export const testLog = (given: Partial<EventLogDeps> = {}): EventLog => {
  const firestore: Firestore = given.firestore ?? database();
  return eventLog({
    firestore,
    reader: logReader(firestore),
    clock: systemClock,
    ids: randomIds,
    random: () => 0.1,
    pause: delay,
    log: recordedLog(),
    broadcast: () => Promise.resolve(),
    ...given,
  });
};

/** A channel that nobody else uses: 50 events of history. */
export const aSmallChannel = (): Channel => channelOf(userChannel, { uid: randomIds.next() });
/** 200 events of history. */
export const aChannel = (): Channel => channelOf(chatChannel, { spaceId: randomIds.next() });

export const anAppend = (channel: Channel, name: string, given: Partial<RawAppend> = {}): RawAppend => ({
  channel,
  events: [{ type: "test:event", data: { name } }],
  ...given,
});

/** Everything the log keeps, oldest first, as it is stored. */
export async function stored(channel: Channel): Promise<LoggedEvent[]> {
  const { docs } = await eventsOf(database(), channel.name).orderBy("seq").get();
  const events = docs.map((document) => ({ id: document.id, event: StoredEvent.parse(document.data()) }));
  for (const { id, event } of events) {
    if (id !== String(event.seq).padStart(12, "0"))
      throw new Error(`document ${id} holds event ${event.seq}`);
  }
  return events.map(({ event }) => event);
}

export async function storedSeqs(channel: Channel): Promise<number[]> {
  return (await stored(channel)).map(({ seq }) => seq);
}

export async function wipe(channel: Channel): Promise<void> {
  await database().recursiveDelete(eventsOf(database(), channel.name));
}

export const seqsOf = (appended: readonly LoggedEvent[][]): number[] => appended.flat().map(({ seq }) => seq);
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
