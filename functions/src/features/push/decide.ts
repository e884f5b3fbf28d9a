import type { DecisionReason } from "@firecast/contract/notifications/push";
import type { Notification } from "@firecast/contract/notifications/notifications";
import type { Preferences } from "@firecast/contract/notifications/preferences";
import type { NoticeType } from "../../platform/notices/noticeType.js";
import { quietUntil } from "../../platform/notices/quietHours.js";
import { pushPreference } from "./pushPreference.js";
import { isDealtWith } from "./schema.js";

/** What becomes of a push. */
export type PushDecision =
  | { readonly action: "send"; readonly reason: Extract<DecisionReason, "required" | "preferred"> }
  /** `until`: when to decide anew, ms since the epoch. */
  | {
      readonly action: "hold";
      readonly reason: Extract<DecisionReason, "quiet_hours">;
      readonly until: number;
    }
  | {
      readonly action: "drop";
      readonly reason: Extract<
        DecisionReason,
        "expired" | "seen_meanwhile" | "muted_space" | "muted_by_user" | "no_device" | "throttled"
      >;
    };

export interface PushFacts {
  /** The item's type. */
  readonly type: Pick<
    NoticeType,
    "type" | "category" | "push" | "required" | "passesQuietHours" | "throttleMs"
  >;
  /** `pushUntil`: a push is of no use from then on. */
  readonly item: Notification & { readonly pushUntil?: string | undefined };
  readonly preferences: Preferences;
  /** Whether the user has blocked the actor since the row came. */
  readonly isBlocked?: boolean | undefined;
  /** How many the user has. */
  readonly devices: number;
  /** When the user was last pushed something of this type, ms since the epoch. */
  readonly lastPushAt?: number | undefined;
  readonly now: number;
}

type DropReason = Extract<PushDecision, { action: "drop" }>["reason"];
const drop = (reason: DropReason): PushDecision => ({ action: "drop", reason });

/**
 * What is required is sent at once, whatever the user chose. Everything else is sent if the user wants it, not too often,
 * and unless it would be of no use after them, not in the quiet hours: then it waits for their end, and is decided anew.
 *
 * Callers load this file with their first push: what knows time zones is an eighth of a cold start.
 */
export function decidePush(facts: PushFacts): PushDecision {
  const { type, item, preferences, isBlocked, devices, lastPushAt, now } = facts;
  if (Date.parse(item.pushUntil ?? item.expiresAt) <= now) return drop("expired");
  if (isDealtWith(item, now)) return drop("seen_meanwhile");
  const wish = pushPreference(type, item.spaceId, preferences);
  if (!wish.push) return drop(wish.reason);
  if (isBlocked && wish.reason !== "required") return drop("muted_by_user");
  if (devices === 0) return drop("no_device");
  if (wish.reason === "required") return { action: "send", reason: "required" };
  if (isTooSoon(type.throttleMs, lastPushAt, now)) return drop("throttled");
  const until = type.passesQuietHours ? undefined : quietUntil(preferences.quietHours, now);
  if (until !== undefined) return { action: "hold", reason: "quiet_hours", until };
  return { action: "send", reason: "preferred" };
}

const isTooSoon = (throttleMs: number | undefined, lastPushAt: number | undefined, now: number): boolean =>
  throttleMs !== undefined && lastPushAt !== undefined && now - lastPushAt < throttleMs;
