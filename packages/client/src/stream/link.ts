import type { Environment } from "../environment/environment.js";
import type { ProblemDocument } from "../types/errors.js";
import type { Frame } from "./frames.js";
import { connectedOf, type ConnectedData, type Farewell, farewellOf, problemOf } from "./wire.js";

/** How a stream, a long poll or a socket ended. */
export type LinkEnd =
  /** Not taken. `problem` is undefined for what is not the server's own answer. */
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
  | { readonly type: "failed"; readonly cause: string }
  /** By ourselves. */
  | { readonly type: "closed" };

/** How events come, the best way first. Below them are short requests: see `shortRequests.ts`. */
export type Transport = "socket" | "stream" | "poll";

/** What a link is opened for. */
export interface Asked {
  readonly transport: Transport;
  readonly channels: readonly string[];
  readonly cursor: string | undefined;
  /** With a token that was fetched by force. */
  readonly forced: boolean;
  /** The connection that it takes the place of. */
  readonly replaces: string | undefined;
}

export interface LinkHandlers {
  /** The first word of a link: what comes before it is none. */
  connected(link: Link, data: ConnectedData, cursor: string | undefined): void;
  frame(link: Link, frame: Frame): void;
  retry(ms: number): void;
  broken(reason: string): void;
  bytes(chars: number): void;
}

/** What is sent, answered as `POST /api/realtime/publish` does. */
export type Publish = (
  event: { readonly channel: string; readonly type: string; readonly data: unknown },
  idempotencyKey: string,
) => Promise<Response>;

/** One way of events, from when it is asked for. */
export interface Link {
  readonly asked: Asked;
  readonly openedAt: number;
  /** When its server last said anything; undefined: nothing yet. */
  readonly heardAt: number | undefined;
  readonly connection: ConnectedData | undefined;
  readonly ended: Promise<LinkEnd>;
  /** Sends an event on the same way. Rejects if no answer comes; undefined where the way leads here alone. */
  readonly publish: Publish | undefined;
  close(): void;
}

/** What a transport says while it runs. */
export interface Running {
  readonly signal: AbortSignal;
  isConnected(): boolean;
  /** Something has come, of so many characters. */
  heard(chars: number): void;
  take(frame: Frame): void;
  /** How it ended, once it was read to its end. */
  end(late: boolean): Extract<LinkEnd, { type: "ended" }>;
}

export function createLink(
  env: Environment,
  asked: Asked,
  handlers: LinkHandlers,
  { run, publish }: { run: (running: Running) => Promise<LinkEnd>; publish?: Publish },
): Link {
  const abort = new AbortController();
  let heardAt: number | undefined;
  let connection: ConnectedData | undefined;
  let farewell: Farewell | undefined;
  let problem: ProblemDocument | undefined;

  const running: Running = {
    signal: abort.signal,
    isConnected: () => connection !== undefined,
    heard: (chars) => {
      heardAt = env.now();
      handlers.bytes(chars);
    },
    take: (frame) => {
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
    },
    end: (late) => ({ type: "ended", farewell, problem, late }),
  };
  const link: Link = {
    asked,
    openedAt: env.now(),
    get heardAt() {
      return heardAt;
    },
    get connection() {
      return connection;
    },
    ended: run(running)
      .catch((error: unknown): LinkEnd => ({ type: "failed", cause: reasonOf(error) }))
      .then((end): LinkEnd => {
        const isOurs = abort.signal.aborted;
        abort.abort();
        return isOurs ? { type: "closed" } : end;
      }),
    publish,
    close: () => abort.abort(),
  };
  return link;
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
