import type { Trace } from "@firecast/contract/notifications/push";
import { minutes, seconds } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import { deliver } from "./deliver.js";
import type { PushDeps } from "./deps.js";
import { connection } from "./fcm/connection.js";
import { type PushSender, pushSender } from "./fcm/sender.js";
import { releaseHeld } from "./releaseHeld.js";
import { pushStore } from "./store.js";
import { traceOf } from "./trace.js";

export type { InboxView } from "./deps.js";
export { type DroppedPush, droppedPushes, type Notes } from "./droppedPushes.js";
export { expiry, PushItem } from "./schema.js";

export interface Deps extends Omit<PushDeps, "store" | "sender" | "seenGraceMs" | "appUrl"> {
  firebase: Firebase;
  appUrl?: string | undefined;
  /** Default: 5 s. */
  seenGraceMs?: number;
  /** Default: FCM. */
  sender?: PushSender;
}

/** What is pushed to users' devices. */
export interface PushActions {
  /** For a new row, and for the wake-up `push`. Safe to repeat. */
  deliver(uid: string, notificationId: string): Promise<void>;
  /** For a row that may have come back as new: one push more, as the user's preferences allow. Safe to repeat. */
  deliverAgain(uid: string, notificationId: string): Promise<void>;
  /** Delivers what came shortly before the user's device did. Safe to repeat. */
  deliverToNewDevice(uid: string): Promise<void>;
  /** Lets go what quiet hours have held back. Safe to repeat. */
  release(uid: string): Promise<void>;
  /** Undefined if the user has no such notification. */
  trace(uid: string, notificationId: string): Promise<Trace | undefined>;
  /** Deletes all of a user whose account ends. Safe to repeat. */
  forgetUser(uid: string): Promise<void>;
}

/** A user who signs in on their first device hears there of what has come since, and not of what came long ago. */
const waitsForDevice = minutes(5);

const fcm = "https://fcm.googleapis.com";

export function pushActions(given: Deps): PushActions {
  const { firebase, clock, log, appUrl, seenGraceMs = seconds(5) } = given;
  const { firestore, projectId, accessToken } = firebase;
  const store = pushStore(firestore, log);
  const sender =
    given.sender ?? pushSender({ projectId, accessToken, connection: connection(fcm), clock, log });
  const deps: PushDeps = { ...given, store, sender, appUrl, seenGraceMs };
  return {
    deliver: (uid, id) => deliver(deps, { uid, id }),
    deliverAgain: (uid, id) => deliver(deps, { uid, id, isBack: true }),
    deliverToNewDevice: async (uid) => {
      for (const id of await store.withoutDevice(uid, clock.now() - waitsForDevice))
        await deliver(deps, { uid, id, hasDevice: true });
    },
    release: (uid) => releaseHeld(deps, uid),
    trace: (uid, id) => traceOf(deps, uid, id),
    forgetUser: store.forgetUser,
  };
}
