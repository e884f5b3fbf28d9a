import type { AppErrorCode } from "firebase-admin/app";
import type { MessagingErrorCode } from "firebase-admin/messaging";
import { z } from "zod";
import { minutes } from "../../../platform/clock.js";

/** What to do about a refusal. */
export type Handling =
  /** The device has gone: forget the target, unless it was registered anew meanwhile. */
  | "target_gone"
  /** Too much at once: nobody sends for a while. */
  | "throttled"
  /** Too much for this device: it gets it later. */
  | "device_throttled"
  /** May work later: back off until the notification expires. */
  | "transient"
  /** FCM will never take it: tell the operator, keep the target. */
  | "our_fault"
  /** Nothing works until the operator has set something right. Keep the target. */
  | "configuration"
  /** The target or what we sent to it: try a message that is known to be good. */
  | "ambiguous"
  /** Nobody knows: twice more, then it has failed. */
  | "unknown";

type Code = `messaging/${MessagingErrorCode}` | `app/${AppErrorCode}`;

/** By code, never by text: https://firebase.google.com/docs/cloud-messaging/error-codes */
export const handlings: Readonly<Record<Code, Handling>> = {
  "messaging/registration-token-not-registered": "target_gone",
  "messaging/installation-id-not-registered": "target_gone",
  "messaging/invalid-registration-token": "target_gone",
  "messaging/invalid-argument": "ambiguous",
  "messaging/invalid-recipient": "ambiguous",
  "messaging/message-rate-exceeded": "throttled",
  "messaging/device-message-rate-exceeded": "device_throttled",
  "messaging/server-unavailable": "transient",
  "messaging/internal-error": "transient",
  "messaging/unknown-error": "unknown",
  "messaging/invalid-payload": "our_fault",
  "messaging/invalid-data-payload-key": "our_fault",
  "messaging/payload-size-limit-exceeded": "our_fault",
  "messaging/invalid-options": "our_fault",
  "messaging/invalid-package-name": "our_fault",
  // We send to no topics.
  "messaging/topics-message-rate-exceeded": "our_fault",
  "messaging/topics-subscription-rate-exceeded": "our_fault",
  "messaging/too-many-topics": "our_fault",
  // Also what a service account without the right to send gets: then every target would look like another project's.
  "messaging/mismatched-credential": "configuration",
  "messaging/third-party-auth-error": "configuration",
  "messaging/authentication-error": "configuration",
  "app/invalid-credential": "configuration",
  "app/invalid-app-options": "configuration",
  "app/network-error": "transient",
  "app/network-timeout": "transient",
  "app/unable-to-parse-response": "transient",
  "app/internal-error": "transient",
  "app/app-deleted": "our_fault",
  "app/duplicate-app": "our_fault",
  "app/invalid-argument": "our_fault",
  "app/invalid-app-name": "our_fault",
  "app/no-app": "our_fault",
};

/** What FCM, or the way to it, said instead of "sent". */
export interface Refusal {
  readonly code: string;
  readonly handling: Handling;
  /** How long FCM wants to be left alone, ms. */
  readonly retryAfterMs?: number;
}

const FcmError = z.object({
  code: z.string(),
  httpResponse: z
    .object({ headers: z.object({ "retry-after": z.unknown().optional() }), data: z.unknown().optional() })
    .optional(),
});
const Details = z.object({
  error: z.object({ details: z.array(z.object({ errorCode: z.string().optional() })) }),
});
const DeadlinePassed = z.object({ name: z.literal("DeadlineExceeded") });

export function refusalOf(error: unknown, now: number): Refusal {
  if (DeadlinePassed.safeParse(error).success) return { code: "app/network-timeout", handling: "transient" };
  const read = FcmError.safeParse(error);
  if (!read.success) return { code: "unreadable", handling: "unknown" };
  const { code, httpResponse: answer } = read.data;
  const handling = handlingOf(code, answer?.data, answer !== undefined);
  const retryAfterMs = retryAfter(answer?.headers["retry-after"], now);
  if (handling === "throttled" || handling === "device_throttled") {
    return { code, handling, retryAfterMs: retryAfterMs ?? unlessTold };
  }
  return { code, handling, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** https://firebase.google.com/docs/cloud-messaging/error-codes: at least a minute. */
const unlessTold = minutes(1);

function handlingOf(code: string, data: unknown, answered: boolean): Handling {
  const handling = isKnown(code) ? handlings[code] : "unknown";
  // firebase-admin's word for a connection that broke: nobody refused anything.
  if (handling === "unknown" && !answered) return "transient";
  // Google also says "not found" of a project. Only FCM itself knows that a target is unregistered.
  if (handling === "target_gone" && answered && !isFromFcm(data)) return "configuration";
  return handling;
}

const isKnown = (code: string): code is Code => Object.hasOwn(handlings, code);

const isFromFcm = (data: unknown): boolean =>
  Details.safeParse(data).data?.error.details.some(({ errorCode }) => errorCode !== undefined) ?? false;

/** Seconds or a date (RFC 9110 §10.2.3); undefined for anything else. */
export function retryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = header.endsWith(" GMT") ? Date.parse(header) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
