import type { Clock } from "../../platform/clock.js";
import type { Log } from "../../platform/log.js";
import type { WakeUps } from "../../platform/wakeUps/wakeUps.js";
import type { AccountsActions } from "../accounts/actions.js";
import type { DevicesStore } from "./store.js";

export interface DevicesDeps {
  store: DevicesStore;
  accounts: Pick<AccountsActions, "ensureProfile">;
  /** Of what users do to their devices. @throws Problem `rate_limited`. */
  limit(uid: string): Promise<void>;
  wakeUps: Pick<WakeUps, "add" | "announce">;
  clock: Clock;
  log: Log;
}
