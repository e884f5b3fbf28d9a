import { z } from "zod";
import * as chat from "./chat.js";
import { Segment, Timestamp } from "./ids.js";
import { InboxChange } from "./notifications.js";
import * as spaces from "./spaces.js";

/** Who may do something with a channel. `param` names the placeholder of the channel's name that decides. */
export type Audience =
  | { type: "everyone" }
  | { type: "self"; param: string }
  | { type: "member"; param: string }
  | { type: "organization"; param: string }
  /** The deployment's own staff (claim `operator: true`); no role within an organization counts. */
  | { type: "operator" }
  /** Nobody by HTTP: the backend's own code publishes, in the same commit as the data. */
  | { type: "server" };

export interface EventSpec<Data extends z.ZodType = z.ZodType> {
  /** Durable events have a `seq` and can be resumed; ephemeral ones are seen by whoever is connected. */
  durable: boolean;
  data: Data;
}

export interface ChannelKind {
  /** `{placeholder}` stands for one allow-listed segment. */
  name: string;
  events: Readonly<Record<string, EventSpec>>;
  /** Durable events kept: how far back a cursor can resume. 0 where all events are ephemeral. */
  history: number;
  subscribe: Audience;
  publish: Audience;
  /** Publishes per user and channel, a token bucket. */
  rate: { perSecond: number; burst: number };
  /** Whether `presence:joined|left` travel on the channel. */
  presence: boolean;
}

const durable = <D extends z.ZodType>(data: D) => ({ durable: true, data }) as const;
const ephemeral = <D extends z.ZodType>(data: D) => ({ durable: false, data }) as const;
const kind = <const K extends ChannelKind>(entry: K): K => entry;

const PresenceChange = z.object({ uid: Segment });
const presenceEvents = {
  "presence:joined": ephemeral(PresenceChange),
  "presence:left": ephemeral(PresenceChange),
};

/**
 * Every kind of channel, once. Validation, authorization, limits, types and the API documents are derived from this
 * table; adding a kind is adding an entry.
 */
export const catalogue = {
  chat: kind({
    name: "spaces/{spaceId}/chat",
    events: {
      "chat:message:created": durable(chat.Message),
      "chat:message:updated": durable(chat.Message),
      "chat:message:deleted": durable(chat.MessageDeleted),
      "chat:message:pinned": durable(chat.Message),
      "chat:message:unpinned": durable(chat.MessageUnpinned),
      "chat:typing": ephemeral(chat.Typing),
      ...presenceEvents,
    },
    history: 200,
    subscribe: { type: "member", param: "spaceId" },
    publish: { type: "server" },
    rate: { perSecond: 10, burst: 30 },
    presence: true,
  }),

  /**
   * Who has read how far, apart from the chat: as many receipts as readers must not push messages out of its log. The
   * newest of each reader is stored; a client asks for them once it is connected, and hears of later ones here.
   */
  reads: kind({
    name: "spaces/{spaceId}/reads",
    events: {
      "chat:read": ephemeral(chat.ReadReceipt),
    },
    history: 0,
    subscribe: { type: "member", param: "spaceId" },
    publish: { type: "server" },
    rate: { perSecond: 10, burst: 30 },
    presence: false,
  }),

  members: kind({
    name: "spaces/{spaceId}/members",
    events: {
      "space:member:joined": durable(spaces.MemberJoined),
      "space:member:left": durable(spaces.MemberLeft),
      "space:member:role-changed": durable(spaces.MemberRoleChanged),
    },
    history: 100,
    subscribe: { type: "member", param: "spaceId" },
    publish: { type: "server" },
    rate: { perSecond: 5, burst: 20 },
    presence: false,
  }),

  /** What a user's own devices tell each other, and what an application's backend tells one user. */
  user: kind({
    name: "users/{uid}/events",
    events: {
      "user:signal:sent": durable(z.object({ topic: z.string().min(1).max(64), payload: z.json() })),
    },
    history: 50,
    subscribe: { type: "self", param: "uid" },
    publish: { type: "self", param: "uid" },
    rate: { perSecond: 5, burst: 20 },
    presence: false,
  }),

  /** A user's inbox. Presence tells pushes that somebody is looking. */
  inbox: kind({
    name: "users/{uid}/notifications",
    events: {
      "notification:created": durable(InboxChange),
      "notification:updated": durable(InboxChange),
      "notification:read": durable(InboxChange),
      ...presenceEvents,
    },
    history: 200,
    subscribe: { type: "self", param: "uid" },
    publish: { type: "server" },
    rate: { perSecond: 10, burst: 50 },
    presence: true,
  }),

  /** What everybody who is signed in may know. */
  global: kind({
    name: "global",
    events: {
      "system:health_update": durable(
        z.object({ status: z.enum(["ok", "degraded", "down"]), message: z.string().max(500).optional() }),
      ),
      "system:rate_limit_warning": ephemeral(
        z.object({ message: z.string().max(500), until: Timestamp.optional() }),
      ),
    },
    history: 50,
    subscribe: { type: "everyone" },
    publish: { type: "operator" },
    rate: { perSecond: 2, burst: 10 },
    presence: false,
  }),
} as const;

export type Catalogue = typeof catalogue;
export type KindName = keyof Catalogue;

type Placeholder<Name extends string> = Name extends `${string}{${infer P}}${infer Rest}`
  ? P | Placeholder<Rest>
  : never;

export type ChannelParams<K extends KindName> = Record<Placeholder<Catalogue[K]["name"]>, string>;
export type EventType<K extends KindName> = keyof Catalogue[K]["events"] & string;
export type EventData<K extends KindName, T extends EventType<K>> =
  Catalogue[K]["events"][T] extends EventSpec<infer D> ? z.infer<D> : never;
