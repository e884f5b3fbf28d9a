import { days } from "../../../platform/clock.js";
import { type NotificationSpec, specOf } from "../registry.js";
import type { Digest, PushItem } from "./schema.js";

/** What is pushed: a row of the inbox, or a digest of several. */
export interface Pushable {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly body: string;
  readonly actionUrl: string;
  readonly category: string;
  readonly urgency: NotificationSpec["urgency"];
  /** Of pushes with the same key a device shows the newest. */
  readonly collapseKey: string;
  /** ms since the epoch: it is of no use from then on. */
  readonly expiresAt: number;
}

/**
 * A row without a key of its own collapses with nothing but itself: sent twice, after a crash between the sending and the
 * record, it is still seen once.
 */
export function pushableOf({ collapseKey, ...item }: PushItem): Pushable {
  const { category, urgency } = specOf(item.type);
  const { id, type, title, body, actionUrl } = item;
  return {
    id,
    type,
    title,
    body,
    actionUrl,
    category,
    urgency,
    collapseKey: collapseKey ?? id,
    expiresAt: Date.parse(item.expiresAt),
  };
}

export const digestOf = (id: string, { ids, body, expiresAt }: Digest): Pushable => ({
  id,
  type: "digest",
  title: `${ids.length} new notifications`,
  body,
  actionUrl: "/notifications",
  category: "digest",
  urgency: "normal",
  collapseKey: "digest",
  expiresAt: Date.parse(expiresAt),
});

/** Who was away for so long is not bothered with what is of low urgency. */
export const awayAfter = days(30);
