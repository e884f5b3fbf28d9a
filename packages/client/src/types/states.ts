/**
 * Why nothing comes, and what ends it:
 * - `offline`: the browser says that it has no network, and where it said so from the first, an attempt has failed. Ends with its
 *   event `online`.
 * - `hidden`: no page of the application was looked at for `hiddenAfterMs`. Ends when one is.
 * - `elsewhere`: newer connections of the user took the place (`connection_limit`). Ends when the page is looked at.
 * - `auth`: there is no token, or it was refused also after a forced refresh. Ends with `connect()`, or when a page is looked
 *   at and `getToken` has another one.
 * - `attempts`: `maxAttempts` failed in a row. Ends with `connect()`.
 * - `disabled`: `enabled` is false. Ends with `setEnabled(true)`.
 * - `disconnected`: `disconnect()` was called. Ends with `connect()`.
 */
export type SuspendedReason =
  "offline" | "hidden" | "elsewhere" | "auth" | "attempts" | "disabled" | "disconnected";

/** The object is the same until the state changes. */
export type ConnectionState =
  /** Nothing is subscribed to, or the code runs where pages are only rendered. */
  | { readonly type: "idle" }
  | { readonly type: "connecting" }
  /** The server has said `connected`, for all channels. */
  | { readonly type: "open" }
  /** `attempt` counts from 1; the next try is at `retryAt`, ms since the epoch, on this device's clock. */
  | {
      readonly type: "reconnecting";
      readonly attempt: number;
      readonly retryAt: number;
      readonly cause: string;
    }
  /** Live, but by long polls, or by asking every 5 to 10 s: something on the way holds streams back. */
  | { readonly type: "degraded"; readonly transport: "poll" | "refetch" }
  | { readonly type: "suspended"; readonly reason: SuspendedReason }
  /** `close()` was called: for good. */
  | { readonly type: "closed" };

/** How a subscription stands in its channel: `reset` means that events were lost, and the state must be fetched again. */
export interface Continuity {
  readonly channel: string;
  readonly start: "live" | "resumed" | "reset";
  /** The newest `seq` then; undefined where the channel has no log. */
  readonly head: number | undefined;
}
