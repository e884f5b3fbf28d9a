import type { Consequence } from "../../platform/actions/actionFailed.js";
import type { RequestFailure } from "../../platform/outbound/requestFailed.js";

/** What the receiver of a webhook answered, or why it did not. */
export type WebhookAnswer = number | RequestFailure;

/** What a webhook came to. Of what the receiver answered the author hears the status alone. */
export type WebhookOutcome =
  | { readonly type: "taken" }
  | { readonly type: "failed"; readonly reason: string; readonly consequence: Consequence };

/** As `automation:api_status` says it. */
export function statusOf(answer: WebhookAnswer): "success" | "rate_limited" | "error" {
  if (answer === 429) return "rate_limited";
  return isTaken(answer) ? "success" : "error";
}

export function outcomeOf(answer: WebhookAnswer): WebhookOutcome {
  if (isTaken(answer)) return { type: "taken" };
  const reason = typeof answer === "number" ? `The receiver answered ${answer}` : reasons[answer];
  return { type: "failed", reason, consequence: consequenceOf(answer) };
}

/** It is not even tried, now or later. */
export const givenUp = (reason: string): WebhookOutcome => ({ type: "failed", reason, consequence: "stop" });

const isTaken = (answer: WebhookAnswer): boolean =>
  typeof answer === "number" && answer >= 200 && answer < 300;

/** 408, 425, 429 and 5xx pass; other refusals are the receiver's last word on this webhook, and 410 on all. */
function consequenceOf(answer: WebhookAnswer): Consequence {
  if (answer === 410) return "stop";
  if (typeof answer === "number") return answer >= 500 || [408, 425, 429].includes(answer) ? "retry" : "skip";
  return answer === "unreachable" || answer === "too_slow" ? "retry" : "skip";
}

export const notPublic = "The receiver's address is not a public one";

const reasons: Readonly<Record<RequestFailure, string>> = {
  refused: notPublic,
  unreachable: "The receiver could not be reached",
  too_slow: "The receiver did not answer in time",
  too_large: "The receiver answered badly",
  too_many_redirects: "The receiver answered badly",
  answered_badly: "The receiver answered badly",
};
