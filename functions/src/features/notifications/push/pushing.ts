import type { Trace } from "@firecast/contract/notifications";
import { seconds } from "../../../platform/clock.js";
import type { Firebase } from "../../../platform/firebase.js";
import type { Route } from "../../../platform/http/endpoint.js";
import type { AccountsActions } from "../../accounts/actions.js";
import { preferencesStore } from "../preferences/store.js";
import { connection } from "./connection.js";
import { deliveriesStore } from "./deliveriesStore.js";
import { delivering } from "./delivery.js";
import { type DevicesActions, devicesActions } from "./devices.js";
import { devicesRoutes } from "./devicesHttp.js";
import { devicesStore } from "./devicesStore.js";
import type { Parts } from "./parts.js";
import { releasing } from "./release.js";
import { type PushSender, pushSender } from "./sender.js";
import { traceRoutes, tracing } from "./trace.js";

export interface PushingDeps extends Pick<
  Parts,
  "wakeUps" | "isWatching" | "unread" | "blockedBy" | "clock" | "random" | "log"
> {
  firebase: Firebase;
  accounts: Pick<AccountsActions, "ensureProfile">;
  /** Of what users do to their devices. @throws Problem `rate_limited`. */
  limit: (uid: string) => void;
  /** Of the web app, https; without it web pushes lead nowhere. */
  appUrl?: string | undefined;
  /** ms. */
  seenGraceMs?: number;
  /** Default: FCM. */
  sender?: PushSender;
}

export interface Pushing {
  readonly devices: DevicesActions;
  readonly routes: Route[];
  /** For the trigger on a created notification, and for the wake-up `push`. */
  deliver(uid: string, notificationId: string): Promise<void>;
  /** For a row that may have come back as new: one push more, as the user's preferences allow. Safe to repeat. */
  deliverAgain(uid: string, notificationId: string): Promise<void>;
  /** For the wake-up `release`. */
  release(uid: string): Promise<void>;
  trace(uid: string, id: string): Promise<Trace | undefined>;
}

const fcm = "https://fcm.googleapis.com";

/** Devices, and what is pushed to them. */
export function pushing({
  firebase,
  accounts,
  limit,
  sender,
  seenGraceMs = seconds(5),
  appUrl,
  ...deps
}: PushingDeps): Pushing {
  const { firestore, projectId, accessToken } = firebase;
  const { clock, log } = deps;
  const store = deliveriesStore(firestore, log);
  const devices = devicesStore(firestore, log);
  const parts: Parts = {
    ...deps,
    store,
    devices,
    preferencesOf: preferencesStore(firestore, log).of,
    sender: sender ?? pushSender({ projectId, accessToken, connection: connection(fcm), clock, log }),
    seenGraceMs,
    appUrl,
  };
  const deliver = delivering(parts);
  const trace = tracing(store);
  const actions = devicesActions({
    store: devices,
    ensureProfile: accounts.ensureProfile,
    limit,
    clock,
    log,
  });
  return {
    devices: actions,
    routes: [...devicesRoutes(actions), ...traceRoutes(trace)],
    deliver: (uid, id) => deliver(uid, id),
    deliverAgain: (uid, id) => deliver(uid, id, true),
    release: releasing(parts, deliver),
    trace,
  };
}
