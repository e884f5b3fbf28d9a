import { z } from "zod";
import { Segment, Timestamp } from "../core/ids.js";
import { NotificationType } from "./notifications.js";

/** Why a push was sent, held back or dropped. */
export const DecisionReason = z.enum([
  "preferred",
  "required",
  "muted_by_user",
  "muted_space",
  "quiet_hours",
  "throttled",
  "batched",
  "seen_meanwhile",
  "no_device",
  "expired",
  "retracted",
]);

export const PushOutcome = z.enum(["sent", "target_gone", "failed", "expired", "retrying"]);

/** What became of a notification's push. */
export const Trace = z.object({
  id: Segment,
  type: NotificationType,
  /** Absent while nothing is decided yet. */
  decision: z
    .object({
      action: z.enum(["send", "hold", "drop"]),
      reason: DecisionReason,
      at: Timestamp,
      /** When what is held is released. */
      until: Timestamp.optional(),
    })
    .optional(),
  devices: z.array(
    z.object({
      deviceId: Segment,
      outcome: PushOutcome,
      /** FCM's error code, if it refused. */
      code: z.string().optional(),
      attempts: z.int().positive(),
      at: Timestamp,
    }),
  ),
});

export type DecisionReason = z.infer<typeof DecisionReason>;
export type PushOutcome = z.infer<typeof PushOutcome>;
export type Trace = z.infer<typeof Trace>;
