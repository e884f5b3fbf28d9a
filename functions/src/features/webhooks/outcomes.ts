import { ActionFailed, type Consequence } from "../../platform/actions/actionFailed.js";
import type { RequestFailure } from "../../platform/outbound/requestFailed.js";

/** What the receiver of a webhook answered, or why it did not. */
export type WebhookAnswer = number | RequestFailure;

/** As `automation:api_status` says it. */
export function statusOf(answer: WebhookAnswer): "success" | "rate_limited" | "error" {
  if (answer === 429) return "rate_limited";
  return isTaken(answer) ? "success" : "error";
}

/** Undefined where the receiver took it. Of what it answered the author hears the status alone. */
export function failureOf(answer: WebhookAnswer): ActionFailed | undefined {
  if (isTaken(answer)) return undefined;
  const reason = typeof answer === "number" ? `The receiver answered ${answer}` : reasons[answer];
  return new ActionFailed(reason, consequenceOf(answer));
}

const isTaken = (answer: WebhookAnswer): boolean =>
  typeof answer === "number" && answer >= 200 && answer < 300;

/** 408, 425, 429 and 5xx pass; other refusals are the receiver's last word on this webhook, and 410 on all. */
function consequenceOf(answer: WebhookAnswer): Consequence {
  if (answer === 410) return "stop";
  if (typeof answer === "number") return answer >= 500 || [408, 425, 429].includes(answer) ? "retry" : "skip";
  return answer === "unreachable" || answer === "too_slow" ? "retry" : "skip";
}

const reasons: Readonly<Record<RequestFailure, string>> = {
  refused: "The receiver's address is not a public one",
  unreachable: "The receiver could not be reached",
  too_slow: "The receiver did not answer in time",
  too_large: "The receiver answered badly",
  too_many_redirects: "The receiver answered badly",
  answered_badly: "The receiver answered badly",
};
