import { z } from "zod";
import { Segment } from "./ids.js";

/** Who may do something with a channel. `param` names the placeholder of the channel's name that decides. */
export type Audience =
  /** Also who has no account. */
  | { type: "anyone" }
  /** Who is signed in. */
  | { type: "everyone" }
  | { type: "self"; param: string }
  | { type: "member"; param: string }
  | { type: "organization"; param: string }
  /** The deployment's own staff (claim `operator: true`); no role within an organization counts. */
  | { type: "operator" }
  /** Other backends: a service account that the deployment lists. */
  | { type: "service" }
  /** The feature that owns what `param` names decides by itself, such as a pin's for its channel. It may let in who has no account. */
  | { type: "resource"; param: string; of: string }
  /** Closed to HTTP: the backend's own code publishes, in the same commit as the data. */
  | { type: "server" };

export interface EventSpec<Data extends z.ZodType = z.ZodType> {
  /** Durable events have a `seq` and can be resumed; ephemeral ones reach the subscribers that are connected. */
  durable: boolean;
  data: Data;
  /**
   * Makes the kind keyed: what each event is the newest of. A reader that was away, is slow or new gets those events
   * alone that are the newest of at least one of their keys. One event may have several (a patch of a state); one with
   * none, and those of types without `keys`, reach every reader.
   */
  keys?(data: z.output<Data>): readonly string[];
  /** Who may publish it by HTTP, where that are fewer than may publish other events of the channel. */
  publish?: Audience | readonly Audience[];
}

/** Events that may pass: a token bucket that fills up with `perMinute` and holds `burst`, default `perMinute`. */
export interface EventRate {
  perMinute: number;
  burst?: number;
}

/** The default of channels of a module, such as `horses`: 100 events a minute, of one user and of all. */
export const moduleRate = { user: { perMinute: 100 }, channel: { perMinute: 100 } } as const;

export interface ChannelKind {
  /** `{placeholder}` stands for one allow-listed segment. */
  name: string;
  /**
   * Other names that callers may ask by. What stands for the caller's own uid may be left out: `pins` is then everybody's
   * own channel.
   */
  aliases?: readonly string[];
  events: Readonly<Record<string, EventSpec>>;
  /** Events of any name of a module, such as `horses:created`, which all look alike. */
  openEvents?: { readonly module: string; readonly event: EventSpec };
  /** Durable events kept: how far back a cursor can resume. 0 where all events are ephemeral. */
  history: number;
  /**
   * So many durable events or more that are appended together go out to open streams as one event `batch`: two at the least.
   * Default: each goes out by itself.
   */
  batchFrom?: number;
  /** One audience, or a list: any of them may. */
  subscribe: Audience | readonly Audience[];
  publish: Audience | readonly Audience[];
  /** What one user may publish to one channel, and, where it is bounded, all users together. */
  rate: { user: EventRate; channel?: EventRate };
  /** Whether `presence:joined|left` travel on the channel. */
  presence: boolean;
  /** The ephemeral event that is sent beside `presence:left`, for a user who is gone since `timestamp`. Default: none. */
  farewell?(
    params: Readonly<Record<string, string>>,
    uid: string,
    timestamp: string,
  ): { type: string; data: unknown };
}

/** What else an event type says. */
interface EventOptions<D extends z.ZodType> {
  keys?(data: z.output<D>): readonly string[];
}

/** `keys`: see `EventSpec`. Default: every reader gets every event. */
export const durable = <D extends z.ZodType>(data: D, options: EventOptions<D> = {}) =>
  ({ durable: true, data, ...options }) as const;
export const ephemeral = <D extends z.ZodType>(data: D) => ({ durable: false, data }) as const;

/** Those who may, as a list. */
export const audiencesOf = (some: Audience | readonly Audience[]): readonly Audience[] =>
  "type" in some ? [some] : some;

/** What a kind says of an event of that type; undefined if it has none. */
export function eventOf({ events, openEvents }: ChannelKind, type: string): EventSpec | undefined {
  if (Object.hasOwn(events, type)) return events[type];
  return openEvents && isModuleEvent(openEvents.module, type) ? openEvents.event : undefined;
}

/** What the name of a module's event is made of: what has happened, and to what or how. */
const Action = /^[a-z][A-Za-z0-9_-]{0,63}(:[a-z][A-Za-z0-9_-]{0,63})?$/;

/** `module:action` or `module:action:subtype`. */
const isModuleEvent = (module: string, type: string): boolean =>
  type.startsWith(`${module}:`) && Action.test(type.slice(module.length + 1));

/** Declares a kind of channel: types, validation, authorization, limits and the API document are derived from it. */
export const channelKind = <const K extends ChannelKind>(kind: K): K => kind;

const PresenceChange = z.object({ uid: Segment });

/** For kinds whose channels say who is connected. */
export const presenceEvents = {
  "presence:joined": { ...ephemeral(PresenceChange), publish: { type: "server" } },
  "presence:left": { ...ephemeral(PresenceChange), publish: { type: "server" } },
} as const;

type Placeholder<Name extends string> = Name extends `${string}{${infer P}}${infer Rest}`
  ? P | Placeholder<Rest>
  : never;

export type ChannelParams<K extends ChannelKind> = Record<Placeholder<K["name"]>, string>;
export type EventType<K extends ChannelKind> = keyof K["events"] & string;
export type EventData<K extends ChannelKind, T extends EventType<K>> =
  K["events"][T] extends EventSpec<infer D> ? z.infer<D> : never;
