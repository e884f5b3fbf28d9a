import { assertNever } from "../../platform/assertNever.js";
import { minutes, seconds } from "../../platform/clock.js";
import { Problem, type ProblemCode } from "../../platform/problems.js";

/** What becomes of a step of which one thing has failed. */
export type Consequence =
  /** It will not succeed, and the rest does not depend on it: it is noted, and the step goes on. */
  | { readonly type: "note"; readonly reason: string }
  /** There is too much at once: the step goes on after that. */
  | { readonly type: "wait"; readonly waitMs: number }
  /** It may succeed another time: the attempt ends, and a later one repeats the step. */
  | { readonly type: "fail" };

type Outcome = Consequence["type"];

/** Which refusals stop a step. What is no refusal is trouble of ours, which passes: `fail`. */
export const outcomes: Readonly<Record<ProblemCode, Outcome>> = {
  invalid_request: "note",
  malformed_json: "note",
  unauthenticated: "note",
  sign_in_not_recent: "note",
  unknown_app: "note",
  forbidden: "note",
  foreign_origin: "note",
  not_found: "note",
  method_not_allowed: "note",
  request_timeout: "fail",
  conflict: "note",
  gone: "note",
  payload_too_large: "note",
  unsupported_media_type: "note",
  idempotency_key_reused: "note",
  upgrade_required: "note",
  rate_limited: "wait",
  internal: "fail",
  unavailable: "fail",
};

export function consequenceOf(error: unknown): Consequence {
  if (!(error instanceof Problem)) return { type: "fail" };
  const type = outcomes[error.code];
  switch (type) {
    case "note":
      return { type, reason: reasonOf(error) };
    case "wait":
      return { type, waitMs: waitMsOf(error) };
    case "fail":
      return { type };
    default:
      return assertNever(type);
  }
}

function reasonOf(problem: Problem): string {
  const { errors = [], detail, title } = problem.document();
  const [part] = errors;
  return part ? `${part.pointer.slice(1)} ${part.detail}` : (detail ?? title);
}

const longestWait = minutes(5);

function waitMsOf({ headers }: Problem): number {
  const after = seconds(Number(headers["Retry-After"]));
  return after > 0 ? Math.min(after, longestWait) : seconds(1);
}
