import { channelOf } from "@firecast/contract/core/channel";
import { inboxChannel } from "@firecast/contract/notifications/notifications";
import { type RegisterDevice } from "@firecast/contract/notifications/devices";
import type { Clock } from "../../platform/clock.js";
import type { Firebase } from "../../platform/firebase.js";
import type { IdempotentRequest } from "../../platform/firestore/idempotency.js";
import type { Versioned } from "../../platform/firestore/versioned.js";
import type { Log } from "../../platform/log.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { RateLimits } from "../../realtime/index.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { DevicesDeps } from "./deps.js";
import { type Registered, registerDevice } from "./registerDevice.js";
import { dropDevice, forgetDevices, removeDevice } from "./removeDevice.js";
import type { StoredDevice } from "./schema.js";
import { devicesStore } from "./store.js";

export { DeviceAdded, deviceAddedKind } from "./wakeUps.js";
export { type PushTarget, type StoredDevice, targetId } from "./schema.js";

export interface Deps {
  firebase: Firebase;
  accounts: Pick<AccountsActions, "ensureProfile">;
  limits: RateLimits;
  wakeUps: Pick<WakeUps, "add" | "announce">;
  clock: Clock;
  log: Log;
}

type Key<Result> = IdempotentRequest<Result> | undefined;

/** The devices of users that pushes go to. */
export interface DevicesActions {
  register(
    uid: string,
    deviceId: string,
    facts: RegisterDevice,
    request?: Key<Registered>,
  ): Promise<Registered>;
  /** @throws Problem `not_found` if the user has no such device. */
  remove(uid: string, deviceId: string, request?: Key<void>): Promise<void>;
  of(uid: string): Promise<Versioned<StoredDevice>[]>;
  /** Deletes it as it was read. @throws a conflict if it was registered anew meanwhile. */
  drop(seen: Versioned<StoredDevice>): Promise<void>;
  /** Deletes all of a user whose account ends. Safe to repeat. */
  forgetUser(uid: string): Promise<void>;
}

export function devicesActions({ firebase, accounts, limits, wakeUps, clock, log }: Deps): DevicesActions {
  const store = devicesStore(firebase.firestore, log);
  const limit = (uid: string): Promise<void> => limits.take(uid, channelOf(inboxChannel, { uid }));
  const deps: DevicesDeps = { store, accounts, limit, wakeUps, clock, log };
  return {
    register: (uid, deviceId, facts, request) => registerDevice(deps, { uid, deviceId, facts }, request),
    remove: (uid, deviceId, request) => removeDevice(deps, { uid, deviceId }, request),
    of: store.of,
    drop: (seen) => dropDevice(store, seen),
    forgetUser: (uid) => forgetDevices(store, uid),
  };
}
