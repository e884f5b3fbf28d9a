import type { Environment } from "../environment/environment.js";
import type { RealtimeError } from "../types/errors.js";
import type { Request } from "../requests/history.js";
import type { Part } from "../environment/parts.js";
import type { Later } from "../later/later.js";
import type { Ladder } from "../later/ladder.js";
import type { Meter } from "./meter.js";
import type { Told } from "./told.js";
import type { Identity } from "./tokens.js";

export type PoolState =
  | { readonly type: "connecting" | "open" }
  | {
      readonly type: "reconnecting";
      readonly attempt: number;
      readonly retryAt: number;
      readonly cause: string;
    }
  | { readonly type: "degraded"; readonly transport: "poll" | "refetch" };

/** What all pools of a client have in common. */
export interface PoolHost {
  readonly env: Environment;
  readonly meter: Meter;
  readonly later: Part<Later>;
  /** Undefined until there is a pool that is attended. */
  ladder?: Ladder;
  /** Sockets are wanted, where they can be had. */
  readonly sockets: boolean;
  readonly streamUrl: string;
  readonly socketUrl: string;
  readonly ticket: boolean;
  readonly maxAttempts: number;
  readonly request: Request;
  /** @throws what `getToken` throws. Null where no user is signed in, or the user has changed meanwhile. */
  identify(force: boolean): Promise<Identity | null>;
  /** See `Realtime.pace`. */
  firstMs(): number | undefined;
  told(told: Told): void;
  changed(): void;
  suspend(reason: "auth" | "elsewhere" | "attempts", error?: RealtimeError): void;
  failed(error: RealtimeError): void;
}
