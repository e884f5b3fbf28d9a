import type { Tickets } from "../../platform/auth/tickets.js";
import type { RememberedIdentity } from "../../platform/auth/identify.js";
import type { AppCheck } from "../../platform/appCheck/appCheck.js";
import type { Callers } from "../../platform/auth/caller.js";
import type { Limits } from "../../platform/http/limits/limits.js";
import type { Log } from "../../platform/log.js";
import type { Settings } from "../../platform/params.js";
import type { Measured } from "../measured.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";
import type { SayDeps } from "./say.js";

/** What the function `sockets` needs of an instance, whatever is spoken over its sockets. */
export interface SocketDeps extends SayDeps {
  sessions: SessionRegistry;
  tickets: Pick<Tickets, "present">;
  callers: Callers;
  /** Undefined where it is off. */
  appCheck?: AppCheck | undefined;
  identity: Pick<RememberedIdentity, "ofToken">;
  limits: Limits;
  log: Log;
  settings: Pick<Settings, "allowedOrigins" | "rateFactor" | "socketsCompression">;
  measured?: Pick<Measured, "received" | "objected">;
}
