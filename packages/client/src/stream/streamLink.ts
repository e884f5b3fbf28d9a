import { retryAfterMs } from "../connection/backoff.js";
import type { Environment } from "../environment/environment.js";
import { frameReader } from "./frames.js";
import { type Asked, createLink, type Link, type LinkEnd, type LinkHandlers, type Running } from "./link.js";
import { isPage, problemOf } from "./wire.js";

export interface StreamRequest {
  readonly url: string;
  readonly bearer: string | undefined;
  readonly withCookie: boolean;
  readonly asked: Asked;
}

/** What a buffering proxy keeps back at the least before a stream is known to be held back, ms. */
const lateAfterMs = 2000;
/** Pieces that come within this time have come at once, ms. */
const atOnceMs = 100;

/** A stream, or a long poll, over `fetch`. */
export const openStreamLink = (env: Environment, request: StreamRequest, handlers: LinkHandlers): Link =>
  createLink(env, request.asked, handlers, { run: (running) => read(env, request, handlers, running) });

async function read(
  env: Environment,
  { url, bearer, withCookie, asked }: StreamRequest,
  { retry, broken }: LinkHandlers,
  running: Running,
): Promise<LinkEnd> {
  const openedAt = env.now();
  const { signal } = running;
  const headers = new Headers({ Accept: "text/event-stream" });
  if (bearer !== undefined) headers.set("Authorization", `Bearer ${bearer}`);
  if (asked.cursor !== undefined) headers.set("Last-Event-ID", asked.cursor);
  const credentials = withCookie ? "include" : "omit";
  const answer = await env.fetch(url, { headers, signal, cache: "no-store", credentials });
  if (answer.status !== 200 || !answer.body || isPage(answer.headers)) return refusal(answer, env.now());
  running.heard(0);
  const feed = frameReader({ frame: running.take, retry, broken });
  const decoder = new TextDecoder();
  const reader = answer.body.getReader();
  let firstAt: number | undefined;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    firstAt ??= env.now();
    const text = decoder.decode(value, { stream: true });
    running.heard(text.length);
    feed(text);
  }
  const isHeldBack =
    firstAt !== undefined && firstAt - openedAt >= lateAfterMs && env.now() - firstAt < atOnceMs;
  return running.end(running.isConnected() && isHeldBack);
}

async function refusal(answer: Response, now: number): Promise<LinkEnd> {
  const body: unknown = await answer.json().catch(() => undefined);
  const wait = retryAfterMs(answer.headers.get("Retry-After"), now);
  return { type: "refused", status: answer.status, problem: problemOf(body), retryAfterMs: wait };
}
