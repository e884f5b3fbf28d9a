import type { EventOf, KnownChannel, RealtimeEvent } from "./types/catalogue.js";
import type { RealtimeError } from "./types/errors.js";
import type {
  MonitorFigures,
  Published,
  SendOptions,
  SubscribeOptions,
  Subscription,
} from "./types/options.js";
import type { ConnectionState } from "./types/states.js";

/** What a page has of its backend: channels that it hears, and requests in the name of who is signed in. */
export interface Realtime {
  readonly state: ConnectionState;
  /** The user, as the token says; undefined without one. */
  readonly uid: string | undefined;
  /** The backend: what requests begin with. */
  readonly url: string;

  /** Every event of the channels that this client subscribes to, once each. It asks for no channel by itself. */
  subscribe(channel: "*", handler: (event: RealtimeEvent) => void, options?: SubscribeOptions): Subscription;
  /**
   * Durable events once each, in the order of `seq`; ephemeral ones as they come. A handler of several channels gets an event
   * that is in several of them (one `id`) once.
   */
  subscribe<const Name extends string>(
    channel: Name & KnownChannel<Name>,
    handler: (event: EventOf<Name>) => void,
    options?: SubscribeOptions,
  ): Subscription;
  subscribe<const Name extends string>(
    channels: readonly (Name & KnownChannel<Name>)[],
    handler: (event: EventOf<Name>) => void,
    options?: SubscribeOptions,
  ): Subscription;

  /**
   * Publishes an event: `send("users/alice", {type: "user:signal:sent", data: {…}})`. Tried again with the same key while the
   * server cannot be reached or says when to come back, for 30 s at most.
   * @throws RealtimeError `request` with the server's problem if it refuses, `connection` if it could not be reached.
   */
  send<const Name extends string>(
    channel: Name & KnownChannel<Name>,
    event: PublicationOf<Name>,
    options?: SendOptions,
  ): Promise<Published>;

  /**
   * A request to the API as the user, such as `request("/api/spaces")`: with the token, once more with a forced one after a 401.
   * Rejects only as `fetch` does.
   */
  request(path: string, init?: RequestInit): Promise<Response>;

  /**
   * Finds out who is signed in, also where nothing is subscribed to; `uid` is known then. Null: no user is; undefined: whom a cookie
   * names. Rejects as `getToken` does.
   */
  identify(): Promise<string | null | undefined>;

  /** Tries now, whatever the state waits for. */
  connect(): void;
  /** `suspended("disconnected")` until `connect()`. Subscriptions and positions stay. */
  disconnect(): void;
  setEnabled(enabled: boolean): void;
  /**
   * Asks for a first pause of up to `firstMs` after a failed attempt, which doubles with the next ones: the shortest that is asked for
   * counts, or the server's `retry:` where that is longer. Default: 1,000. Returns what ends that.
   */
  pace(firstMs: number): () => void;
  /** Forgets positions, states and held events of the user, here and in storage; `suspended("auth")` until `connect()`. */
  signOut(): void;
  /** For good. */
  close(): void;

  onState(listener: (state: ConnectionState) => void): () => void;
  onError(listener: (error: RealtimeError) => void): () => void;

  /** The last events, oldest first; `historySize` of them at most. */
  recent(channel?: string): readonly RealtimeEvent[];
  /** The server's clock as far as it is known, ms since the epoch. */
  serverNow(): number;
  monitor(): MonitorFigures;
}

/** An event to publish, of those that the channel has. */
export type PublicationOf<Name extends string> =
  EventOf<Name> extends infer Event
    ? Event extends RealtimeEvent
      ? { type: Event["type"]; data: Event["data"] }
      : never
    : never;
