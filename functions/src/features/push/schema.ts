import { Timestamp as FirestoreTimestamp } from "firebase-admin/firestore";
import { z } from "zod";
import { Segment, Timestamp } from "@firecast/contract/core/ids";
import { DecisionReason, PushOutcome } from "@firecast/contract/notifications/push";
import { Notification, NotificationType } from "@firecast/contract/notifications/notifications";

/** A row of the inbox, as far as a push needs it. `collapseKey`: of pushes with the same one a device shows the newest. */
export const PushItem = Notification.extend({
  collapseKey: z.string().min(1).optional(),
  /** A push is of no use from then on. */
  pushUntil: Timestamp.optional(),
});
export type PushItem = z.infer<typeof PushItem>;

/** What came of sending to one device. */
export const DeviceRecord = z.object({
  outcome: PushOutcome,
  code: z.string().optional(),
  attempts: z.int().positive(),
  at: Timestamp,
  /** `retrying`: not before then. */
  retryAt: Timestamp.optional(),
  /** Where it went: the same target under another device's name got it too. */
  target: z.string(),
});
export type DeviceRecord = z.infer<typeof DeviceRecord>;

const StoredDecision = z.object({
  action: z.enum(["send", "hold", "drop"]),
  reason: DecisionReason,
  at: Timestamp,
  until: Timestamp.optional(),
});
export type StoredDecision = z.infer<typeof StoredDecision>;

/** One push that stands for several rows that were held back. */
const Digest = z.object({
  ids: z.array(Segment).min(2),
  newestId: Segment,
  body: z.string(),
  expiresAt: Timestamp,
});
export type Digest = z.infer<typeof Digest>;

/** What became of the push of a notification, or of a digest. */
export const StoredDelivery = z.object({
  id: Segment,
  type: NotificationType,
  decision: StoredDecision,
  devices: z.record(Segment, DeviceRecord),
  /** The row's when this was decided: a row that comes back as new has another one, and is pushed once more. */
  rowVersion: z.int().optional(),
  /** Lease of the run that sends; no other run sends until then. */
  leaseUntil: Timestamp.optional(),
  /** Not to be tried again before. */
  retryAt: Timestamp.optional(),
  /** The held row is told of by this digest. */
  digestId: Segment.optional(),
  digest: Digest.optional(),
});
export type StoredDelivery = z.infer<typeof StoredDelivery>;

/** When the user was last pushed something of a type that is throttled. */
export const StoredThrottle = z.object({ lastPushAt: z.record(NotificationType, Timestamp) });
export type StoredThrottle = z.infer<typeof StoredThrottle>;

/** Firestore deletes by its own kind of time. */
export const expiry = (ms: number): FirestoreTimestamp => FirestoreTimestamp.fromMillis(ms);

/**
 * Whether the user has seen the row, or put it off: then it is not pushed. A row whose snooze is over counts as unseen, also
 * before it is stored as woken.
 */
export const isDealtWith = (
  { seenAt, readAt, archivedAt, snoozedUntil }: Notification,
  now: number,
): boolean =>
  [seenAt, readAt, archivedAt].some((at) => at !== undefined) ||
  (snoozedUntil !== undefined && Date.parse(snoozedUntil) > now);
