// The default import: preloads for the stand-in replace its `connect`.
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import { seconds } from "../../../platform/clock.js";

/** What came of a request. */
export type Exchange =
  | {
      readonly type: "answered";
      readonly status: number;
      readonly retryAfter?: string;
      readonly body: string;
    }
  /** The other side has certainly not acted on it. */
  | { readonly type: "not_sent"; readonly reason: string }
  /** It may have acted on it: the time was up, or the connection broke. */
  | { readonly type: "unanswered"; readonly reason: string };

export interface Post {
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

export interface Connection {
  /** Never rejects, and settles within `withinMs`, whatever becomes of other requests. */
  post(request: Post, withinMs: number): Promise<Exchange>;
  /** Requests under way are cut off. */
  close(): void;
}

/** A connection that is silent for so long may be dead: routers forget it without a word. */
const idleFor = seconds(30);
/** An answer that takes longer makes us ask whether the other side is still there. */
const suspiciousAfter = seconds(3);
const pingAnsweredWithin = seconds(2);
const largestAnswer = 100_000;

/**
 * HTTP/2 to one origin: one connection for all requests, opened with the first one and again when it was lost. Each request
 * has a deadline of its own, and none is repeated here: only the caller knows whether it may be.
 *
 * firebase-admin's own client opens a connection for each call, answers when the slowest request of the call is answered,
 * repeats requests that may have been taken, waits up to a minute inside, and never hears that a connection was lost.
 */
export function connection(origin: string): Connection {
  let current: Session | undefined;
  const session = (): Session => (current?.isUsable() ? current : (current = openSession(origin)));
  return {
    post: (request, withinMs) => session().post(request, withinMs),
    close: () => current?.close(),
  };
}

interface Session extends Connection {
  isUsable(): boolean;
}

function openSession(origin: string): Session {
  const session = http2.connect(origin, { peerMaxConcurrentStreams: 100 });
  let reason = "the connection was closed";
  let lastTaken = Number.POSITIVE_INFINITY;
  let heard = 0;
  let isAsking = false;
  const hear = (): void => void heard++;
  const drop = (why: string): void => {
    reason = why;
    session.destroy();
  };
  const ask = (): void => {
    if (isAsking || session.destroyed || session.connecting) return;
    isAsking = true;
    const timer = setTimeout(() => drop("the connection was lost"), pingAnsweredWithin);
    session.ping((error) => {
      clearTimeout(timer);
      isAsking = false;
      if (!error) hear();
    });
  };
  session.unref(); // an idle connection keeps no process
  session.on("error", (error: Error) => (reason = error.message));
  session.on("goaway", (_code: number, lastStreamId: number) => (lastTaken = lastStreamId));
  session.on("remoteSettings", hear);
  session.setTimeout(idleFor, () => session.close());

  return {
    isUsable: () => !session.closed && !session.destroyed,
    close: () => drop("the connection was closed by us"),
    post: (request, withinMs) =>
      new Promise((settle) => {
        const stream = begin(session, origin, request);
        if (!stream) return settle({ type: "not_sent", reason: "the connection is closing" });
        // A stream without a number has not left; one behind the last that "goaway" names is not acted on.
        const failed = (why: string): Exchange => ({
          type: stream.id !== undefined && stream.id <= lastTaken ? "unanswered" : "not_sent",
          reason: why,
        });
        const heardBefore = heard;
        const suspicion = setTimeout(() => heard === heardBefore && ask(), suspiciousAfter);
        const deadline = setTimeout(() => {
          settle(failed(`no answer within ${withinMs} ms`));
          stream.close(http2.constants.NGHTTP2_CANCEL);
          if (session.connecting) drop("no connection");
        }, withinMs);
        const answer = { status: 0, retryAfter: "", body: "" };
        stream.setEncoding("utf8");
        stream.once("response", (headers) => {
          hear();
          answer.status = Number(headers[":status"]);
          answer.retryAfter = String(headers["retry-after"] ?? "");
        });
        stream.on("data", (text: string) => {
          if (answer.body.length < largestAnswer) answer.body += text;
        });
        stream.once("end", () => {
          const { retryAfter, ...rest } = answer;
          if (rest.status !== 0) settle({ type: "answered", ...rest, ...(retryAfter && { retryAfter }) });
        });
        let why: string | undefined;
        stream.once("error", (error: Error) => (why = error.message)); // "close" follows
        stream.once("close", () => {
          clearTimeout(suspicion);
          clearTimeout(deadline);
          const isRefused = stream.rstCode === http2.constants.NGHTTP2_REFUSED_STREAM;
          settle(isRefused ? { type: "not_sent", reason: "the stream was refused" } : failed(why ?? reason));
        });
      }),
  };
}

/** Undefined if the connection takes no requests any more. */
function begin(session: ClientHttp2Session, origin: string, request: Post): ClientHttp2Stream | undefined {
  try {
    const stream = session.request({
      ":method": "POST",
      ":scheme": new URL(origin).protocol.slice(0, -1),
      ":path": request.path,
      authorization: request.authorization,
      "content-type": "application/json; charset=utf-8",
    });
    return stream.end(request.body);
  } catch {
    return undefined;
  }
}
