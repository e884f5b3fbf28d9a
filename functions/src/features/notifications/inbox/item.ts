import { z } from "zod";
import { Timestamp } from "../../../contract/ids.js";
import { Notification } from "../../../contract/notifications.js";

/**
 * A row of an inbox. `listedAt` is its place in the lists: when it came, or came back. Of pushes with the same
 * `collapseKey` a device shows the newest.
 */
export const Item = Notification.omit({ read: true }).extend({
  version: z.int().nonnegative().default(0),
  listedAt: Timestamp,
  collapseKey: z.string().min(1),
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

export function toWire({ listedAt: _, collapseKey: _key, ...item }: Item): Notification {
  return { ...item, read: item.readAt !== undefined };
}
