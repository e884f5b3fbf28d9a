import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { channelKind, durable, presenceEvents } from "../core/channelKind.js";

/** The types that Firecast brings along. A backend has these, and those of its team. */
export const notificationTypes = [
  "join_request",
  "join_approved",
  "member_joined",
  "role_changed",
  "space_invite",
  "mention",
  "reply",
  "message_pinned",
  "tool_forked",
  "tool_deployed",
  "tool_milestone",
  "tool_updated",
  "event_created",
  "event_reminder",
  "rsvp_update",
  "welcome",
  "achievement",
  "system_alert",
] as const;

/** A type by its name. Where a caller gives one, a backend takes its own types alone, and answers others with 400. */
export const NotificationType = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, "must be the name of a type");
/** The categories of these types, whose pushes are switched together. */
export const notificationCategories = ["spaces", "chat", "tools", "calendar", "account"] as const;
export const NotificationCategory = NotificationType;

/** Where a click leads: a path of the app, never another site. */
export const ActionUrl = z
  .string()
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}$/, "must be a path of the app");

/**
 * One row of a user's inbox. `count` is how many happenings it stands for; title and body speak of all of them. `read`
 * is derived: it is there for clients that want no times.
 */
export const Notification = z.object({
  id: Segment,
  type: NotificationType,
  title: z.string(),
  body: z.string(),
  toolId: Segment.optional(),
  spaceId: Segment.optional(),
  actionUrl: ActionUrl,
  /** Who caused it, or the latest of them; absent if the system did. */
  actor: Segment.optional(),
  /** What the actor was called then. */
  actorName: z.string().optional(),
  count: z.int().positive(),
  /** When it happened, or happened last. */
  timestamp: Timestamp,
  /** From then on it is in no list. */
  expiresAt: Timestamp,
  /** The version of the counts with which it became new: when it came, came back, or another happening joined it. */
  version: z.int().nonnegative().optional(),
  read: z.boolean(),
  seenAt: Timestamp.optional(),
  readAt: Timestamp.optional(),
  archivedAt: Timestamp.optional(),
  /** Out of the inbox until it is brought back then. */
  snoozedUntil: Timestamp.optional(),
  /** What it told of is true no more: it is in no list, and this is the last that is said of it. */
  retractedAt: Timestamp.optional(),
});

/**
 * Absolute counts of the inbox: what is in it (not archived, snoozed or expired) and was never shown, or never read.
 * A client shows them and never counts; of two, the one with the greater `version` holds.
 */
export const Counts = z.object({
  unseen: z.int().nonnegative(),
  unread: z.int().nonnegative(),
  version: z.int().nonnegative(),
});

/** A user of whom another one hears nothing. */
export const Blocked = z.object({ uid: Segment, blockedAt: Timestamp });
export const BlockedList = z.object({ items: z.array(Blocked), nextCursor: z.null() });

/** A row as it is now. */
export const RowChange = z.object({ item: Notification, counts: Counts });

/** All rows that were in the inbox and no newer than `upTo`, a version of the counts, are from now on like this. */
export const AllChange = z.object({
  all: z.object({
    upTo: z.int().nonnegative(),
    at: Timestamp,
    read: z.literal(true).optional(),
    seen: z.literal(true).optional(),
    archived: z.literal(true).optional(),
  }),
  counts: Counts,
});

/** What every event of an inbox carries: a row, or what became of all of them. */
export const InboxChange = z.union([RowChange, AllChange]);

/** A user's inbox. Its presence tells pushes that the user is looking. */
export const inboxChannel = channelKind({
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
  rate: { user: { perMinute: 600, burst: 50 } },
  presence: true,
});

export const InboxPage = z.object({
  items: z.array(Notification),
  nextCursor: z.string().nullable(),
  counts: Counts,
});

const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** Archived and snoozed rows are listed only when asked for. */
export const ListInbox = z.object({
  unread: flag.optional(),
  type: NotificationType.optional(),
  spaceId: Segment.optional(),
  /** `true`: archived rows only. */
  archived: flag.optional(),
  /** `true`: snoozed rows only. */
  snoozed: flag.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(200).optional(),
});

/** Which of the rows in the inbox: all conditions hold. */
export const InboxFilter = z.strictObject({
  unread: z.boolean().optional(),
  type: NotificationType.optional(),
  spaceId: Segment.optional(),
});

const Change = {
  /** `true` also makes it seen; `false` makes it unread again. */
  read: z.boolean().optional(),
  seen: z.literal(true).optional(),
  archived: z.boolean().optional(),
  /** Between a minute and 90 days from now; null brings the row back at once. */
  snoozeUntil: Timestamp.nullable().optional(),
  /**
   * The version of the counts that the user was shown: rows that became new after it are left as they are. Default: the
   * version when the request arrives.
   */
  upTo: z.int().nonnegative().optional(),
};

const changes = (patch: object): boolean =>
  ["read", "seen", "archived", "snoozeUntil"].some((name) => name in patch);

const isOneMove = ({ archived, snoozeUntil }: { archived?: boolean | undefined; snoozeUntil?: unknown }) =>
  !(archived === true && typeof snoozeUntil === "string");

/** What a backend with these types takes. */
export const patchInboxOf = (Type: z.ZodType<string, string>) =>
  z
    .union([
      z.strictObject({ ids: z.array(Segment).min(1).max(100), ...Change }),
      z.strictObject({ filter: InboxFilter.extend({ type: Type.optional() }), ...Change }),
      z.strictObject({ all: z.literal(true), ...Change }),
    ])
    .refine(changes, "give read, seen, archived or snoozeUntil")
    .refine(isOneMove, { error: "archive or snooze, not both", path: ["snoozeUntil"] });

/** `all` and `filter` concern what is in the inbox at that moment. */
export const PatchInbox = patchInboxOf(NotificationType);

/**
 * How many rows changed, and the first hundred of them as they are now. Ids that are unknown, and rows that were like
 * that already, are left out. `newer`: those of `ids` that were left as they are because they became new after `upTo`.
 */
export const InboxPatched = z.object({
  changed: z.int().nonnegative(),
  items: z.array(Notification),
  newer: z.array(Notification).optional(),
  counts: Counts,
});

export type NotificationType = z.infer<typeof NotificationType>;
export type NotificationCategory = z.infer<typeof NotificationCategory>;
export type Notification = z.infer<typeof Notification>;
export type InboxPatched = z.infer<typeof InboxPatched>;
export type InboxPage = z.infer<typeof InboxPage>;
export type Blocked = z.infer<typeof Blocked>;
export type AllChange = z.infer<typeof AllChange>;
export type Counts = z.infer<typeof Counts>;
export type InboxChange = z.infer<typeof InboxChange>;
export type ListInbox = z.infer<typeof ListInbox>;
export type InboxFilter = z.infer<typeof InboxFilter>;
export type PatchInbox = z.infer<typeof PatchInbox>;
