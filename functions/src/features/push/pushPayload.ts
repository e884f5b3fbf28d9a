import { days } from "../../platform/clock.js";
import type { NoticeType } from "../../platform/notices/noticeType.js";
import type { Digest, PushItem } from "./schema.js";

/** What is pushed: a row of the inbox, or a digest of several. */
export interface PushPayload {
  /** A row of the inbox; of a digest, the newest. */
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly body: string;
  readonly actionUrl: string;
  readonly category: string;
  readonly urgency: NoticeType["urgency"];
  /** Of pushes with the same key a device shows the newest. */
  readonly collapseKey: string;
  /** How many rows it stands for. */
  readonly count: number;
  /** ms since the epoch: it is neither tried nor kept for a device that is away from then on. */
  readonly expiresAt: number;
}

/**
 * `decidedAt`: when it was decided to push it, ms. A row without a key of its own collapses with nothing but itself: sent
 * twice, after a crash between the sending and the record, it is still seen once.
 */
export function pushPayload(
  { collapseKey, ...item }: PushItem,
  { category, urgency, pushTtlMs }: Pick<NoticeType, "category" | "urgency" | "pushTtlMs">,
  decidedAt: number,
): PushPayload {
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
    count: 1,
    expiresAt: Math.min(Date.parse(item.pushUntil ?? item.expiresAt), decidedAt + pushTtlMs),
  };
}

/** Shown as one push; a client that knows no digests takes it for the newest of its rows. */
export const digestPayload = (
  type: string,
  { ids, newestId, body, expiresAt }: Digest,
  decidedAt: number,
): PushPayload => ({
  id: newestId,
  type,
  title: `${ids.length} new notifications`,
  body,
  actionUrl: "/notifications",
  category: "digest",
  urgency: "normal",
  collapseKey: "digest",
  count: ids.length,
  expiresAt: Math.min(Date.parse(expiresAt), decidedAt + digestTtl),
});

const digestTtl = days(1);

/** A device that was not seen for so long gets nothing of low urgency. */
export const awayAfter = days(30);
