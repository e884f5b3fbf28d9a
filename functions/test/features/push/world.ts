import { randomBytes } from "node:crypto";
import { getFirestore } from "firebase-admin/firestore";
import type { RegisterDevice } from "@firecast/contract/notifications/devices";
import type { Trace } from "@firecast/contract/notifications/push";
import type { Preferences } from "@firecast/contract/notifications/preferences";
import { type DevicesActions, devicesActions } from "../../../src/features/devices/actions.js";
import { devicesRoutes } from "../../../src/features/devices/http.js";
import { rowView } from "../../../src/features/inbox/rowView.js";
import { preferencesStore } from "../../../src/features/preferences/store.js";
import { type Deps, type PushActions, pushActions } from "../../../src/features/push/actions.js";
import { pushRoutes } from "../../../src/features/push/http.js";
import type { PushItem } from "../../../src/features/push/schema.js";
import type { Firebase } from "../../../src/platform/firebase.js";
import type { Route } from "../../../src/platform/http/endpoint.js";
import { limitsInMemory } from "../../support/memoryLedgers.js";
import { theTypes } from "../../support/noticeTypes.js";
import { theFirebase } from "../../support/testInstance.js";
import { recordedLog, type RecordedLog } from "../../support/recordedLog.js";
import { type SetClock, setClock } from "../../support/setClock.js";
import { anItem, noon } from "./builders.js";
import { type HandWakeUps, handWakeUps } from "./handWakeUps.js";

/** One user, whose rows and devices are in the Firestore emulator. */
export interface World extends PushActions {
  readonly devices: DevicesActions;
  /** Of devices and traces. */
  readonly routes: Route[];
  readonly uid: string;
  /** Whom the user has blocked. */
  readonly blocked: Set<string>;
  readonly clock: SetClock;
  readonly log: RecordedLog;
  readonly wakeUps: HandWakeUps;
  /** Another process for the same user. */
  another(deps?: Partial<PushingDeps>): PushActions;
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

/** Parts that a test replaces. */
type PushingDeps = Omit<Deps, "inbox"> & {
  unread(uid: string): Promise<number>;
};

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
  const devices = devicesActions({
    firebase,
    accounts: { ensureProfile: () => Promise.resolve() },
    limits: limitsInMemory(clock, 1000),
    wakeUps: handWakeUps(),
    clock,
    log,
  });
  const another = (more: Partial<PushingDeps> = {}): PushActions => {
    const { unread = () => Promise.resolve(1), ...replaced } = { ...deps, ...more };
    return pushActions({
      firebase,
      types: theTypes,
      inbox: {
        ...rowView(firebase.firestore, theTypes, log),
        unread,
        blockedBy: () => Promise.resolve(blocked),
      },
      devices,
      preferences: preferencesStore(firebase.firestore, log),
      wakeUps,
      isWatching: () => Promise.resolve(false),
      seenGraceMs: 5000,
      clock,
      random: () => 1,
      log,
      ...replaced,
    });
  };
  const push = another();
  return {
    ...push,
    devices,
    routes: [...devicesRoutes(devices), ...pushRoutes(push, theTypes)],
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
      await devices.register(uid, deviceId, { token, platform: "web", ...facts });
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
