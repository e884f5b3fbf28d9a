import type { Environment } from "../environment/environment.js";
import { type Frame, frameReader } from "./frames.js";
import { connectedOf, type ConnectedData, type Farewell, farewellOf, problemOf } from "./wire.js";
import type { ProblemDocument } from "../types/errors.js";
import { retryAfterMs } from "../connection/backoff.js";

/** How one request for a stream, or a long poll, ended. */
export type LinkEnd =
  /** Not answered with 200. `problem` is undefined for what is not the server's own answer. */
  | {
      readonly type: "refused";
      readonly status: number;
      readonly problem: ProblemDocument | undefined;
      readonly retryAfterMs: number | undefined;
    }
  /** Read to its end. `late`: all of it came at once, long after the server had begun: something on the way holds bytes back. */
  | {
      readonly type: "ended";
      readonly farewell: Farewell | undefined;
      readonly problem: ProblemDocument | undefined;
      readonly late: boolean;
    }
  | { readonly type: "oversized" }
  | { readonly type: "failed"; readonly cause: string }
  /** By ourselves. */
  | { readonly type: "closed" };

export interface LinkRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly withCookie: boolean;
}

export interface LinkHandlers {
  /** The first word of a stream: what comes before it is none. */
  connected(link: Link, data: ConnectedData, cursor: string | undefined): void;
  frame(link: Link, frame: Frame): void;
  retry(ms: number): void;
  broken(reason: string): void;
  bytes(chars: number): void;
}

/** One request for a stream, from when it is sent. */
export interface Link {
  readonly openedAt: number;
  /** When its server last said anything; undefined: nothing yet. */
  readonly heardAt: number | undefined;
  readonly connection: ConnectedData | undefined;
  readonly ended: Promise<LinkEnd>;
  close(): void;
}

/** What a buffering proxy keeps back at the least before a stream is known to be held back, ms. */
const lateAfterMs = 2000;

export function openLink(env: Environment, request: LinkRequest, handlers: LinkHandlers): Link {
  const abort = new AbortController();
  const openedAt = env.now();
  let heardAt: number | undefined;
  let firstAt: number | undefined;
  let connection: ConnectedData | undefined;
  let farewell: Farewell | undefined;
  let problem: ProblemDocument | undefined;

  const take = (frame: Frame): void => {
    if (abort.signal.aborted) return;
    if (frame.event === "connected") {
      connection = connectedOf(frame.data);
      if (connection) handlers.connected(link, connection, frame.cursor);
      else handlers.broken("A frame `connected` is wrong.");
      return;
    }
    if (frame.event === "reconnect") farewell = farewellOf(frame.data) ?? farewell;
    if (frame.event === "error") problem = problemOf(frame.data) ?? problem;
    handlers.frame(link, frame);
  };

  const read = async (): Promise<LinkEnd> => {
    const answer = await env.fetch(request.url, {
      headers: { Accept: "text/event-stream", ...request.headers },
      signal: abort.signal,
      cache: "no-store",
      credentials: request.withCookie ? "include" : "omit",
    });
    if (answer.status !== 200 || !answer.body) return await refusal(answer, env.now());
    heardAt = env.now();
    const feed = frameReader({ frame: take, retry: handlers.retry, broken: handlers.broken });
    const decoder = new TextDecoder();
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      heardAt = env.now();
      firstAt ??= heardAt;
      const text = decoder.decode(value, { stream: true });
      handlers.bytes(text.length);
      if (!feed(text)) return { type: "oversized" };
    }
    const held = connection && firstAt !== undefined && firstAt - openedAt >= lateAfterMs;
    return { type: "ended", farewell, problem, late: held === true && env.now() - (firstAt ?? 0) < 100 };
  };

  const link: Link = {
    openedAt,
    get heardAt() {
      return heardAt;
    },
    get connection() {
      return connection;
    },
    ended: read()
      .catch((error: unknown): LinkEnd => ({ type: "failed", cause: reasonOf(error) }))
      .then((end): LinkEnd => {
        const isOurs = abort.signal.aborted;
        abort.abort();
        return isOurs ? { type: "closed" } : end;
      }),
    close: () => abort.abort(),
  };
  return link;
}

async function refusal(answer: Response, now: number): Promise<LinkEnd> {
  const body: unknown = await answer.json().catch(() => undefined);
  const wait = retryAfterMs(answer.headers.get("Retry-After"), now);
  return { type: "refused", status: answer.status, problem: problemOf(body), retryAfterMs: wait };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
