import type { Preferences } from "@firecast/contract/preferences";
import type { Clock } from "../../../platform/clock.js";
import type { Random } from "../../../platform/ids.js";
import type { Log } from "../../../platform/log.js";
import type { WakeUps } from "../../../platform/wakeUps/wakeUps.js";
import type { DeliveriesStore } from "./deliveriesStore.js";
import type { DevicesStore } from "./devicesStore.js";
import type { PushSender } from "./sender.js";

/** What delivering is made of. */
export interface Parts {
  store: DeliveriesStore;
  devices: DevicesStore;
  preferencesOf: (uid: string) => Promise<Preferences>;
  sender: PushSender;
  wakeUps: WakeUps;
  /** Whether the user has an open stream of the inbox. */
  isWatching: (uid: string) => Promise<boolean>;
  /** How many rows the user has not read: what the app's icon shows. */
  unread: (uid: string) => Promise<number>;
  /** Of whom the user wants to hear nothing by now. */
  blockedBy: (uid: string) => Promise<ReadonlySet<string>>;
  /** How long a user who is watching may take to see a row before it is pushed, ms. */
  seenGraceMs: number;
  appUrl: string | undefined;
  clock: Clock;
  random: Random;
  log: Log;
}
