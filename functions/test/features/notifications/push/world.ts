import { randomBytes } from "node:crypto";
import { getFirestore } from "firebase-admin/firestore";
import type { RegisterDevice, Trace } from "@firecast/contract/notifications";
import type { Preferences } from "@firecast/contract/preferences";
import {
  type Pushing,
  pushing,
  type PushingDeps,
} from "../../../../src/features/notifications/push/pushing.js";
import type { PushItem } from "../../../../src/features/notifications/push/schema.js";
import type { Firebase } from "../../../../src/platform/firebase.js";
import { theFirebase } from "../../../support/testInstance.js";
import { recordedLog, type RecordedLog } from "../../../support/recordedLog.js";
import { type SetClock, setClock } from "../../../support/setClock.js";
import { anItem, noon } from "./builders.js";
import { type HandWakeUps, handWakeUps } from "./handWakeUps.js";

/** One user, whose rows and devices are in the Firestore emulator. */
export interface World extends Pushing {
  readonly uid: string;
  /** Whom the user has blocked. */
  readonly blocked: Set<string>;
  readonly clock: SetClock;
  readonly log: RecordedLog;
  readonly wakeUps: HandWakeUps;
  /** Another process for the same user. */
  another(deps?: Partial<PushingDeps>): Pushing;
  /** Puts a row into the inbox. */
  put(values?: Partial<PushItem>): Promise<PushItem>;
  change(id: string, fields: Partial<PushItem>): Promise<void>;
  /** Deletes a row. */
  take(id: string): Promise<void>;
  prefer(preferences: Preferences): Promise<void>;
  /** A device with a token; gives the token. */
  device(deviceId?: string, facts?: Partial<RegisterDevice>): Promise<string>;
  /** `action reason`, then `device outcome` or `device outcome code`. */
  told(id: string): Promise<string[]>;
}

let connected: Firebase | undefined;

/** A database of its own: in it no deployed trigger delivers what a test is about to. */
export function firebaseApart(): Firebase {
  if (connected) return connected;
  const firebase = theFirebase();
  const firestore = getFirestore("push-tests");
  firestore.settings({ ignoreUndefinedProperties: true });
  return (connected = { ...firebase, firestore });
}

export const random = (): string => randomBytes(9).toString("hex");

type Given = Partial<PushingDeps> & { clock?: SetClock };

export function aWorld({ clock = setClock(noon), ...deps }: Given = {}): World {
  const [log, wakeUps, uid] = [recordedLog(), handWakeUps(), random()];
  const blocked = new Set<string>();
  const firebase = firebaseApart();
  const user = firebase.firestore.doc(`users/${uid}`);
  const itemAt = (id: string) => user.collection("notifications").doc(id);
  const another = (more: Partial<PushingDeps> = {}): Pushing =>
    pushing({
      firebase,
      accounts: { ensureProfile: () => Promise.resolve() },
      limit: () => undefined,
      wakeUps,
      isWatching: () => Promise.resolve(false),
      unread: () => Promise.resolve(1),
      blockedBy: () => Promise.resolve(blocked),
      seenGraceMs: 5000,
      clock,
      random: () => 1,
      log,
      ...deps,
      ...more,
    });
  const push = another();
  return {
    ...push,
    uid,
    blocked,
    clock,
    log,
    wakeUps,
    another,
    put: async (values) => {
      const item = anItem(values);
      await itemAt(item.id).create(item);
      return item;
    },
    change: async (id, fields) => void (await itemAt(id).update({ ...fields })),
    take: async (id) => void (await itemAt(id).delete()),
    prefer: async (preferences) =>
      void (await user.collection("private").doc("notifications").set(preferences)),
    device: async (deviceId = random(), facts = {}) => {
      const token = `token-${random()}`;
      await push.devices.register(uid, deviceId, { token, platform: "web", ...facts });
      return token;
    },
    told: async (id) => lines(await push.trace(uid, id)),
  };
}

function lines(trace: Trace | undefined): string[] {
  if (!trace?.decision) return [];
  const { action, reason } = trace.decision;
  const devices = trace.devices.map(({ deviceId, outcome, code }) =>
    [deviceId, outcome, code].filter(Boolean).join(" "),
  );
  return [`${action} ${reason}`, ...devices.sort()];
}
