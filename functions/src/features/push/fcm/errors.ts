import { z } from "zod";
import { minutes } from "../../../platform/clock.js";
import type { Exchange } from "./connection.js";

/** What to do about a refusal. */
export type Handling =
  /** The device has gone: forget the target, unless it was registered anew meanwhile. */
  | "target_gone"
  /** Too much at once: this instance sends nothing for a while. */
  | "throttled"
  /** May work later: back off until the notification expires. */
  | "transient"
  /** FCM may have taken it. Not again at once; a double replaces the first on the device. */
  | "unanswered"
  /** FCM will never take it: tell the operator, keep the target. */
  | "our_fault"
  /** Nothing works until the operator has set something right: tell, keep the target, try until the notification expires. */
  | "configuration"
  /** The target or what we sent to it: try a message that is known to be good. */
  | "ambiguous"
  /** The reason is unknown: twice more, then it has failed. */
  | "unknown";

interface Row {
  /** As firebase-admin names it. */
  readonly code: string;
  readonly handling: Handling;
}

/** FCM's own codes: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode */
export const fcmErrors = {
  UNSPECIFIED_ERROR: { code: "messaging/unknown-error", handling: "unknown" },
  INVALID_ARGUMENT: { code: "messaging/invalid-argument", handling: "ambiguous" },
  UNREGISTERED: { code: "messaging/registration-token-not-registered", handling: "target_gone" },
  // Another project's token. What lacks the right to send is answered 403 without this code.
  SENDER_ID_MISMATCH: { code: "messaging/mismatched-credential", handling: "target_gone" },
  QUOTA_EXCEEDED: { code: "messaging/message-rate-exceeded", handling: "throttled" },
  UNAVAILABLE: { code: "messaging/server-unavailable", handling: "transient" },
  INTERNAL: { code: "messaging/internal-error", handling: "transient" },
  THIRD_PARTY_AUTH_ERROR: { code: "messaging/third-party-auth-error", handling: "configuration" },
  APNS_AUTH_ERROR: { code: "messaging/third-party-auth-error", handling: "configuration" },
} as const satisfies Record<string, Row>;

/** Google's answers without a code of FCM's: they speak of the project, the key, the service, never of a target. */
const statuses: Readonly<Partial<Record<number, Row>>> = {
  400: fcmErrors.INVALID_ARGUMENT,
  401: { code: "messaging/third-party-auth-error", handling: "configuration" },
  403: { code: "messaging/mismatched-credential", handling: "configuration" },
  404: { code: "messaging/registration-token-not-registered", handling: "configuration" },
  429: fcmErrors.QUOTA_EXCEEDED,
  500: fcmErrors.INTERNAL,
  502: fcmErrors.UNAVAILABLE,
  503: fcmErrors.UNAVAILABLE,
  504: fcmErrors.UNAVAILABLE,
};

/** What FCM, or the way to it, said instead of "sent". */
export interface Refusal {
  readonly code: string;
  readonly handling: Handling;
  /** How long FCM wants to be left alone, ms. */
  readonly retryAfterMs?: number;
}

const Details = z.object({
  error: z.object({ details: z.array(z.object({ errorCode: z.string().optional() })) }),
});

/** By code, never by text. */
export function refusalOf(exchange: Exchange, isInstallation: boolean, now: number): Refusal {
  if (exchange.type === "not_sent") return { code: "app/network-error", handling: "transient" };
  if (exchange.type === "unanswered") return { code: "app/network-timeout", handling: "unanswered" };
  const { status, retryAfter: header, body } = exchange;
  const { code, handling } = rowOf(status, fcmCode(body), isInstallation);
  const retryAfterMs = retryAfter(header, now) ?? (handling === "throttled" ? unlessTold : undefined);
  return { code, handling, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** https://firebase.google.com/docs/cloud-messaging/error-codes: at least a minute. */
const unlessTold = minutes(1);

function rowOf(status: number, code: string | undefined, isInstallation: boolean): Row {
  if (code === "UNREGISTERED" && isInstallation) {
    return { ...fcmErrors.UNREGISTERED, code: "messaging/installation-id-not-registered" };
  }
  if (code !== undefined && isKnown(code)) return fcmErrors[code];
  return (code === undefined ? statuses[status] : undefined) ?? fcmErrors.UNSPECIFIED_ERROR;
}

const isKnown = (code: string): code is keyof typeof fcmErrors => Object.hasOwn(fcmErrors, code);

function fcmCode(body: string): string | undefined {
  const read = Details.safeParse(parsed(body));
  return read.data?.error.details.find(({ errorCode }) => errorCode !== undefined)?.errorCode;
}

/** A proxy between us and FCM may answer in HTML. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Seconds or a date (RFC 9110 §10.2.3); undefined for anything else. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = header.endsWith(" GMT") ? Date.parse(header) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
