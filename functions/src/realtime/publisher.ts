import type { EventData, EventType, ChannelKind } from "@firecast/contract/core/channelKind";
import type { Channel } from "@firecast/contract/core/channel";
import { type Clock, toTimestamp } from "../platform/clock.js";
import type { Ids } from "../platform/ids.js";
import type { Broadcast } from "./bus/broadcast.js";
import type { Append, EventLog, RawAppend } from "./log/eventLog.js";
import { encodeWire, type LoggedEvent } from "./log/event.js";

/** What features use of the realtime core. */
export interface Publisher {
  /** Appends durable events and makes the domain writes, in one commit. See `EventLog.append`. */
  append<K extends ChannelKind>(append: Append<K>): Promise<LoggedEvent[]>;
  /**
   * Sends ephemeral events, as one message, to the clients that are connected now. Never rejects: a lost one is no
   * failure.
   */
  signal<K extends ChannelKind>(channel: Channel<K>, ...events: readonly AnySignal<K>[]): Promise<void>;
  /**
   * Ends the user's subscriptions to every channel whose placeholder `param` is `value`, on every instance. Never
   * rejects: the trigger of the same write says it again.
   */
  revoke(uid: string, param: string, value: string): Promise<void>;
  /** As `revoke`, for a caller that is retried. @throws Error if the bus did not take it. */
  ensureRevoked(uid: string, param: string, value: string): Promise<void>;
  /**
   * Other users may read the channels whose placeholder `param` is `value`: users who may not any more lose them, on every
   * instance. Never rejects: rounds over all streams find what was missed.
   */
  accessChanged(param: string, value: string): Promise<void>;
  /** The account is not what it was: every instance looks at once whether the user's streams may go on. */
  userChanged(uid: string): Promise<void>;
}

/** Any event type of a kind, with its own data: a union over the kind's types. */
export type AnySignal<K extends ChannelKind> = {
  [T in EventType<K>]: { type: T; data: EventData<K, T>; by?: string | undefined };
}[EventType<K>];

/** The same for events whose type is known only at run time: they have been checked against the catalogue. */
export interface RawPublisher {
  appendRaw(append: RawAppend): Promise<LoggedEvent[]>;
  signalRaw(channel: Channel, events: readonly RawEvent[]): Promise<void>;
}

export interface RawEvent {
  /** Default: a new one. */
  id?: string;
  type: string;
  data: unknown;
  by?: string | undefined;
  idempotencyKey?: string | undefined;
}

export interface PublisherDeps {
  eventLog: EventLog;
  broadcast: Broadcast;
  clock: Clock;
  ids: Ids;
}

export function publisher({ eventLog, broadcast, clock, ids }: PublisherDeps): Publisher & RawPublisher {
  const signalRaw = async ({ name }: Channel, signals: readonly RawEvent[]): Promise<void> => {
    const at = toTimestamp(clock.now());
    const events = signals.map(({ id = ids.next(), type, data, by, idempotencyKey }) => ({
      type,
      wire: encodeWire({ id, channel: name, type, at, by, idempotencyKey, data }),
    }));
    await broadcast.ephemeral(name, events);
  };

  return {
    append: eventLog.append,
    appendRaw: eventLog.append,
    signal: (channel, ...events) => signalRaw(channel, events),
    signalRaw,
    revoke: (uid, param, value) => broadcast.control({ type: "access_revoked", uid, param, value }),
    ensureRevoked: (uid, param, value) =>
      broadcast.ensureControl({ type: "access_revoked", uid, param, value }),
    accessChanged: (param, value) => broadcast.control({ type: "access_changed", param, value }),
    userChanged: (uid) => broadcast.control({ type: "user_changed", uid }),
  };
}
