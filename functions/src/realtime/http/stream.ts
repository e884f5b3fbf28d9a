import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { seconds } from "../../platform/clock.js";
import { within } from "../../platform/firestore/grpc.js";
import { type ContentCoding, contentCodingFor } from "../../platform/http/contentCoding.js";
import type { Route } from "../../platform/http/endpoint.js";
import { toProblem } from "../../platform/http/problems.js";
import { replaysOf } from "../session/replays.js";
import type { SessionRegistry } from "../session/sessionRegistry.js";
import { setStreamHeaders } from "../transports/responseSink.js";
import { longPoll, sse } from "../transports/sse.js";
import { anonymousStreams } from "./anonymousStreams.js";
import { asksForDebug, serveDebug } from "./debug.js";
import { readStreamRequest, type StreamDeps, StreamQuery, type StreamSpec } from "./streamRequest.js";

/**
 * A stream as a route. Through Firebase Hosting, which buffers answers until they end (firebase-tools#9774), and with
 * `?poll=1` it is a long poll with the same frames and cursor.
 */
export function streamRoute<P extends z.ZodObject, Q extends z.ZodObject = z.ZodObject>(
  spec: StreamSpec<P, Q>,
  deps: StreamDeps,
): Route {
  const { sessions } = deps;
  const visitors = anonymousStreams();
  return {
    method: "GET",
    path: spec.path,
    summary: spec.summary,
    access: spec.anonymous ? "optional" : "user",
    limit: "opens",
    needsNoApp: ({ headers, query }) =>
      headers.authorization === undefined && typeof query["ticket"] === "string",
    ...(spec.params && { params: spec.params }),
    query: queryOf(spec),
    answers: { 200: z.string() },
    produces: "text/event-stream",
    handle: async (req, res, kit) => {
      if (spec.takesChannels && asksForDebug(req)) return serveDebug(req, res, kit, deps);
      const reading = within(readWithin, `GET ${spec.path}`, readStreamRequest(req, spec, deps, kit));
      const sendBack = (error: unknown): undefined => {
        if (!isSentBack(error, req, res, sessions)) throw error;
      };
      const opening = await reading.catch(sendBack);
      if (!opening) return;
      if (req.method === "HEAD") answerHead(req, res);
      else {
        const { key: uid, user, poll } = opening;
        const transport = poll ? longPoll : sse;
        const serve = async (): Promise<void> => {
          const opened = transport(res, codingFor(req));
          if (!user) visitors.count(uid, opened.sink);
          await sessions.serve(opened, { ...opening, replays: replaysOf(uid, kit.limits) });
        };
        await kit.limits.inTurn({ uid, limit: "opens", res }, serve).catch(sendBack);
      }
    },
    refuse: (problem, req, res) => isSentBack(problem, req, res, sessions),
  };
}

function queryOf({ takesChannels, query }: StreamSpec<z.ZodObject>): z.ZodObject {
  const common = takesChannels ? StreamQuery : StreamQuery.omit({ channels: true, pinId: true });
  return query ? common.extend(query.shape) : common;
}

/** Whose ticket or rights cannot be read in that time is asked to come back. */
const readWithin = seconds(8);

/**
 * Trouble that passes must not end an EventSource for ever, as any status but 200 does. It names what it accepts; to other
 * callers a limit is a 429, as everywhere.
 */
function isSentBack(
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  sessions: SessionRegistry,
): boolean {
  const { status, headers } = toProblem(error);
  if (status === 503) {
    sessions.sendBack(longPoll(res, codingFor(req)), "unavailable");
    return true;
  }
  if (status !== 429 || !req.headers.accept?.includes("text/event-stream")) return false;
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  const afterMs = seconds(Number(headers["Retry-After"]));
  sessions.sendBack(longPoll(res, codingFor(req)), "rate_limited", { afterMs });
  return true;
}

function answerHead(req: IncomingMessage, res: ServerResponse): void {
  setStreamHeaders(res, codingFor(req));
  res.writeHead(200).end();
}

const codingFor = ({ headers }: IncomingMessage): ContentCoding =>
  contentCodingFor(headers["accept-encoding"]);
