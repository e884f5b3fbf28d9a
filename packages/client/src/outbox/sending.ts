import { answerOf as parsed } from "../calls/call.js";
import { RequestProblem } from "../calls/problem.js";
import type { Realtime } from "../realtime.js";
import { RealtimeError } from "../types/errors.js";
import type { Failure } from "./decide.js";
import type { OutboxRow } from "./row.js";

/** Whom a cookie names has no name here. */
export const cookie = "";

/** @throws RequestProblem where the server refuses; RealtimeError `unauthenticated` where another user is there than its own */
export async function send(
  realtime: Realtime,
  { uid, key, method, path, body }: OutboxRow,
): Promise<unknown> {
  if ((realtime.uid ?? cookie) !== uid) throw userGone();
  const headers = {
    "Idempotency-Key": key,
    ...(body !== undefined && { "Content-Type": "application/json" }),
  };
  return parsed(await realtime.request(path, { method, headers, ...(body !== undefined && { body }) }));
}

/** What a write that failed is to wait for. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestProblem) {
    const { status, retryAfterMs } = error;
    return { status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  return error instanceof RealtimeError && error.code === "unauthenticated" ? { status: 401 } : {};
}

export const userGone = () =>
  new RealtimeError("unauthenticated", "Its user is gone: it waits until they are back.");
