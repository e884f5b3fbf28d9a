import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { Notification } from "@firecast/contract/notifications/notifications";

/** What a happening said: enough to say it again when another one of its row is taken back. */
export const Said = z.object({
  payload: z.record(z.string(), z.unknown()),
  actor: Segment.optional(),
  /** Names then of the actor, and of the user whom the texts are about. */
  actorName: z.string().optional(),
  aboutName: z.string().optional(),
  at: Timestamp,
});
export type Said = z.infer<typeof Said>;
type Saying = Pick<Said, "payload" | "at"> & {
  readonly [K in "actor" | "actorName" | "aboutName"]?: string | undefined;
};

/** Without what is not there: in an event it would be missing, in a row null. */
export const saidBy = ({ payload, actor, actorName, aboutName, at }: Readonly<Saying>): Said => ({
  payload: { ...payload },
  ...actorOf({ actor, actorName }),
  ...(aboutName !== undefined && { aboutName }),
  at,
});

export const actorOf = ({ actor, actorName }: Pick<Saying, "actor" | "actorName">) => ({
  ...(actor !== undefined && { actor }),
  ...(actorName !== undefined && { actorName }),
});

/**
 * A row of an inbox. `listedAt` is its place in the lists: when it came, or came back. Of pushes with the same
 * `collapseKey` a device shows the newest. `pushUntil`: a push of it is of no use from then on.
 */
export const Item = Notification.omit({ read: true }).extend({
  version: z.int().nonnegative().default(0),
  /** The version of the inbox that this row was last written with; marks up to `settled` are in what is stored, too. */
  touched: z.int().nonnegative().default(0),
  settled: z.int().nonnegative().optional(),
  listedAt: Timestamp,
  collapseKey: z.string().min(1),
  pushUntil: Timestamp.optional(),
  /** What the row's own happening said, the first one; absent once that is taken back, at the time that is named beside it. */
  said: Said.optional(),
  ownRetractedAt: Timestamp.optional(),
});
export type Item = z.infer<typeof Item>;

/** Where a row is; only what is in the inbox counts. */
export type Place = "inbox" | "archived" | "snoozed";

export function placeOf({ archivedAt, snoozedUntil }: Item): Place {
  if (archivedAt !== undefined) return "archived";
  return snoozedUntil === undefined ? "inbox" : "snoozed";
}

export const isUnseen = (item: Item): boolean => placeOf(item) === "inbox" && item.seenAt === undefined;
export const isUnread = (item: Item): boolean => placeOf(item) === "inbox" && item.readAt === undefined;

export const isExpired = ({ expiresAt }: Item, now: number): boolean => Date.parse(expiresAt) <= now;

/**
 * The last that is told of a row that is taken back: nothing of what it said. Clients show it no more. `at`: when what it told
 * of was taken back, which may be long before `now`.
 */
export function withdrawn(item: Item, at: string, now: string): Item {
  const { actor: _, snoozedUntil: _until, ...rest } = item;
  return {
    ...rest,
    title: "Withdrawn",
    body: "",
    actionUrl: "/notifications",
    archivedAt: item.archivedAt ?? now,
    retractedAt: now,
    ownRetractedAt: item.ownRetractedAt ?? at,
  };
}

export function toWire(item: Item): Notification {
  const { listedAt: _, collapseKey: _key, said: _said, ownRetractedAt: _own, ...rest } = item;
  const { touched: _touched, settled: _settled, pushUntil: _until, ...row } = rest;
  return { ...row, read: row.readAt !== undefined };
}
