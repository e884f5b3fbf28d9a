import type { RealtimeEvent } from "./catalogue.js";
import type { Continuity } from "./states.js";
import type { RealtimeError } from "./errors.js";

export interface RealtimeOptions {
  /** Where the API is, such as the app's own origin. Default: the page's origin. */
  url?: string;
  /** The function `streams` by its own URL: Hosting answers streams as long polls. Default: `url`. */
  streamUrl?: string;
  /**
   * How events come: by a stream, or by a socket of the function `sockets`, which `send` uses, too. Where no socket can be had
   * it goes on as a stream, with the same cursor, and tries one again after 30 s, then twice as long each time, to 10 min.
   * Default: `sse`.
   */
  type?: "sse" | "websocket";
  /** The function `sockets` by its own URL: Hosting passes no sockets on. Default: `streamUrl`. */
  socketUrl?: string;
  /**
   * The user's ID token; null: no user is signed in. Called for each attempt; with `force` a new one has to be fetched, also
   * if the present one has not ended. Without this option the cookie `__session` says who it is, if there is one.
   */
  getToken?: (how: { force: boolean }) => Promise<string | null | undefined> | string | null | undefined;
  /**
   * The app's token of Firebase App Check, such as `async () => (await getToken(appCheck)).token`: for a backend that has
   * `APP_CHECK` on. Called for each request and each connection. Without one they are made as they are. `limitedUse`: of a request
   * for which a token counts once where the backend has `APP_CHECK_LIMITED_USE`; then it has to be one of `getLimitedUseToken`.
   */
  getAppCheckToken?: (how: { limitedUse: boolean }) => Promise<string | undefined> | string | undefined;
  /** `ticket` opens streams by `?ticket=`, which spares the preflight to another origin. Default: `bearer`. */
  auth?: "bearer" | "ticket";
  /** False: nothing is opened until `setEnabled(true)`. Default: true. */
  enabled?: boolean;
  /** Failures in a row before the state is `suspended("attempts")`. Default: no limit. */
  maxAttempts?: number;
  /** A page that has been hidden for so long lets go of its stream, ms; 0: never. Default: 300,000. */
  hiddenAfterMs?: number;
  /** One connection for all pages of the browser. Default: true. */
  tabs?: boolean;
  /** Events that `recent()` keeps. Default: 100. */
  historySize?: number;
  /** More names for channels, as `{"room.{id}": "spaces/{id}/chat"}`. */
  aliases?: Readonly<Record<string, string>>;
  /**
   * What is wrong with an event; it is then skipped, and told of. `wrongWith` of `@firecast/contract/catalogue/validate` goes by the catalogue's
   * schemas. Default: nothing is looked at but the envelope.
   */
  validate?: (event: RealtimeEvent) => string | undefined;
  /** Writes states, pings and errors to the console; never a token. Default: false. */
  debug?: boolean;
}

export interface SubscribeOptions {
  /**
   * The state has to be fetched again, since events were lost. Events that come meanwhile are held, and delivered when the
   * promise resolves; if it rejects, it is called again.
   */
  refetch?: (continuity: Continuity) => Promise<unknown>;
  /**
   * Of keyed channels, such as a tool's state: called with the whole state when the channel begins, and after each reset, before
   * `refetch`. It stands in place of all that was known; events that come meanwhile are held, and those after its `seq` follow.
   */
  snapshot?: (state: ChannelSnapshot) => void;
  /** Called whenever the channel begins anew, before its events; with `*` for each channel that begins, or begins after a reset. */
  onStart?: (continuity: Continuity) => void;
  /** The subscription has ended for good: the channel cannot be read. */
  onEnd?: (error: RealtimeError) => void;
  /**
   * What the handler has made of the events. It is written to sessionStorage together with the position, and `restore` gets it
   * back after a reload, before the events that were missed. `name` tells it from others of the page. Without it, a
   * subscription begins at the present after a reload.
   */
  state?: { name: string; save: () => unknown; restore: (saved: unknown) => void };
}

/** The state of a keyed channel as of `seq`. `seq` of an entry: the event that changed it last. */
export interface ChannelSnapshot {
  readonly channel: string;
  readonly seq: number;
  readonly entries: readonly { readonly key: string; readonly seq?: number; readonly data: unknown }[];
}

/** Ends by `unsubscribe()`; a handler that is running is not interrupted. */
export interface Subscription {
  /** Full names. */
  readonly channels: readonly string[];
  unsubscribe(): void;
}

export interface SendOptions {
  /** Repeats with the same key have one effect. Default: a new one. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** What a request brought into the log, in the order in which it was asked for. */
export interface Published {
  readonly events: readonly { readonly id: string; readonly channel: string; readonly seq?: number }[];
}

/** What has happened since the client was made. */
export interface MonitorFigures {
  /** From an event's `at` to its handler, ms, on the server's clock: the median of the last 200 events. */
  readonly latencyMs: number | undefined;
  readonly connects: number;
  /** Why connections ended, and how often. */
  readonly reconnects: Readonly<Record<string, number>>;
  /** As text, decompressed. */
  readonly bytes: number;
  readonly events: number;
  /** Of the last 10 s. */
  readonly eventsPerSecond: number;
  readonly errors: number;
}
