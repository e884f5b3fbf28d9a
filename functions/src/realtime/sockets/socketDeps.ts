import type { Tickets } from "../../platform/auth/tickets.js";
import type { RememberedIdentity } from "../../platform/auth/identify.js";
import type { Callers } from "../../platform/auth/caller.js";
import type { Limits } from "../../platform/http/limits/limits.js";
import type { Log } from "../../platform/log.js";
import type { Settings } from "../../platform/params.js";
import type { PublishOneDeps } from "../publishing/publishOne.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";

/** What the function `sockets` needs of an instance, whatever is spoken over its sockets. */
export interface SocketDeps extends PublishOneDeps {
  sessions: SessionRegistry;
  tickets: Pick<Tickets, "present">;
  callers: Callers;
  identity: Pick<RememberedIdentity, "ofToken">;
  limits: Limits;
  log: Log;
  settings: Pick<Settings, "allowedOrigins" | "rateFactor">;
}
