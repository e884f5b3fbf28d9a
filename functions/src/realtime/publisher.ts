import type { EventData, EventType, ChannelKind } from "@firecast/contract/channelKind";
import type { Channel } from "@firecast/contract/channel";
import { type Clock, toTimestamp } from "../platform/clock.js";
import type { Ids } from "../platform/ids.js";
import type { Announce } from "./bus/announce.js";
import type { Bus } from "./bus/bus.js";
import { type Control, encodePacket } from "./bus/message.js";
import type { Append, EventLog, RawAppend } from "./log/appender.js";
import { encodeWire, type LoggedEvent } from "./log/event.js";
import { controlShard, shardOf } from "./bus/shard.js";

/** What features use of the realtime core. */
export interface Publisher {
  /** Appends durable events and makes the domain writes, in one commit. See `EventLog.append`. */
  append<K extends ChannelKind>(append: Append<K>): Promise<LoggedEvent[]>;
  /** Sends ephemeral events, as one message, to who is connected now. Never rejects: a lost one is no failure. */
  signal<K extends ChannelKind>(channel: Channel<K>, ...events: readonly AnySignal<K>[]): Promise<void>;
  /**
   * Ends the user's subscriptions to every channel whose placeholder `param` is `value`, on every instance. Never
   * rejects: the trigger of the same write says it again.
   */
  revoke(uid: string, param: string, value: string): Promise<void>;
  /** The same for a caller that is retried. @throws Error if the bus did not take it. */
  ensureRevoked(uid: string, param: string, value: string): Promise<void>;
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
}

export interface PublisherDeps {
  log: EventLog;
  announce: Announce;
  bus: Pick<Bus, "publish">;
  clock: Clock;
  ids: Ids;
  shards: number;
  /** What this instance itself has to do about a control message; the others hear it from the bus. */
  obey(control: Control): void;
}

export function publisher({
  log,
  announce,
  bus,
  clock,
  ids,
  shards,
  obey,
}: PublisherDeps): Publisher & RawPublisher {
  const signalRaw = async ({ name }: Channel, signals: readonly RawEvent[]): Promise<void> => {
    const at = toTimestamp(clock.now());
    const events = signals.map(({ id = ids.next(), type, data, by }) => ({
      type,
      wire: encodeWire({ id, channel: name, type, at, by, data }),
    }));
    await announce(shardOf(name, shards), { type: "ephemeral", channel: name, events });
  };

  const tellAll = async (control: Control): Promise<void> => {
    obey(control);
    await announce(controlShard, { type: "control", control });
  };

  return {
    append: (append) => log.append(append),
    appendRaw: (append) => log.append(append),
    signal: (channel, ...events) => signalRaw(channel, events),
    signalRaw,
    revoke: (uid, param, value) => tellAll({ type: "access_revoked", uid, param, value }),
    ensureRevoked: async (uid, param, value) => {
      const control: Control = { type: "access_revoked", uid, param, value };
      obey(control);
      await bus.publish(controlShard, encodePacket({ type: "control", control }));
    },
    userChanged: (uid) => tellAll({ type: "user_changed", uid }),
  };
}
